import { GraphQLError, Kind, parse } from 'graphql';
import type {
  ASTVisitor,
  DocumentNode,
  FragmentDefinitionNode,
  SelectionSetNode,
  ValidationContext,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ClientErrorCode } from '../client-errors.ts';

/** More than any page of ours needs, few enough that parsing and validating stay cheap. */
const maxTokens = 4000;
const maxOperations = 25;
const maxRootFields = 25;

/**
 * Refuses documents that are too large before they are executed. A scalar at the root has depth 1;
 * introspection counts for nothing, since graphql-js has a rule for it.
 */
export function useQueryLimits(limits: { maxDepth: number }): Plugin {
  function queryLimitsRule(context: ValidationContext): ASTVisitor {
    return {
      Document(document) {
        for (const problem of findProblems(document, limits.maxDepth)) {
          context.reportError(tooComplex(problem));
        }
      },
    };
  }
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => parseUpTo(source, options));
    },
    onValidate({ addValidationRule }) {
      addValidationRule(queryLimitsRule);
    },
  };
}

function parseUpTo(...[source, options]: Parameters<typeof parse>): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError && /more tha[nt] \d+ tokens/.test(error.message)) {
      throw tooComplex(
        `The document has more than ${maxTokens} tokens; the limit is ${maxTokens}.`,
      );
    }
    throw error;
  }
}

function findProblems(document: DocumentNode, maxDepth: number): string[] {
  const size = createSizer(document);
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const problems: string[] = [];
  if (operations.length > maxOperations) {
    problems.push(
      `The document has ${operations.length} operations; the limit is ${maxOperations}.`,
    );
  }
  for (const definition of operations) {
    const { depth, fields } = size(definition.selectionSet);
    if (depth > maxDepth) {
      problems.push(
        `The query is ${depth} levels deep; the limit is ${maxDepth} (MAX_QUERY_DEPTH).`,
      );
    }
    if (fields > maxRootFields) {
      problems.push(`The query has ${fields} root fields; the limit is ${maxRootFields}.`);
    }
  }
  return problems;
}

interface Size {
  readonly depth: number;
  /** Fields at the top, those of fragments included. */
  readonly fields: number;
}

/** Measures each fragment once, so that the cost is that of the document and not of its expansion. */
function createSizer(document: DocumentNode): (selectionSet: SelectionSetNode) => Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, Size>();
  const nothing: Size = { depth: 0, fields: 0 };

  function sizeOfFragment(name: string): Size {
    const size = known.get(name);
    if (size) return size;
    // A fragment that contains itself is refused by another rule; here it only has to end.
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const measured = fragment ? sizeOf(fragment.selectionSet) : nothing;
    known.set(name, measured);
    return measured;
  }

  function sizeOf(selectionSet: SelectionSetNode): Size {
    let { depth, fields } = nothing;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value.startsWith('__')) continue;
        const below = selection.selectionSet ? sizeOf(selection.selectionSet).depth : 0;
        depth = Math.max(depth, below + 1);
        fields += 1;
      } else {
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT
            ? sizeOf(selection.selectionSet)
            : sizeOfFragment(selection.name.value);
        depth = Math.max(depth, inner.depth);
        fields += inner.fields;
      }
    }
    return { depth, fields };
  }

  return sizeOf;
}

function tooComplex(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'QUERY_TOO_COMPLEX' satisfies ClientErrorCode },
  });
}
