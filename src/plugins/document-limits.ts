import { Kind } from 'graphql';
import type {
  DefinitionNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';

/** How large a document may be; each problem names its setting. */
export interface DocumentLimits {
  readonly maxQueryDepth: number;
  readonly maxRootFields: number;
  readonly maxQuerySelections: number;
  readonly maxQueryDirectives: number;
}

/** More than any client sends: tools put all their operations into one document, not hundreds. */
const maxOperations = 25;

/**
 * What of a document is over a limit, as a sentence with the limit and the value; undefined when
 * nothing is. Takes time for what the document holds, and at most for `maxQuerySelections`.
 */
export function findExcess(document: DocumentNode, limits: DocumentLimits): string | undefined {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operations.length > maxOperations) {
    return `The document has ${operations.length} operations; the limit is ${maxOperations}.`;
  }
  const directives = countDirectives(document.definitions);
  if (directives > limits.maxQueryDirectives) {
    return `The document has ${directives} directives; the limit is ${limits.maxQueryDirectives} (MAX_QUERY_DIRECTIVES).`;
  }
  const fragments = fragmentsOf(document);
  const depthOf = createDepthMeter(fragments);
  for (const { selectionSet } of operations) {
    const depth = depthOf(selectionSet);
    if (depth > limits.maxQueryDepth) {
      return `The query is ${depth} levels deep; the limit is ${limits.maxQueryDepth} (MAX_QUERY_DEPTH).`;
    }
  }
  for (const operation of operations) {
    const excess = findExcessOfOperation(operation, fragments, limits);
    if (excess !== undefined) return excess;
  }
  return undefined;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}

function countDirectives(definitions: readonly DefinitionNode[]): number {
  let count = 0;
  const visit = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      count += selection.directives?.length ?? 0;
      if ('selectionSet' in selection && selection.selectionSet) visit(selection.selectionSet);
    }
  };
  for (const definition of definitions) {
    count += definition.directives?.length ?? 0;
    if ('variableDefinitions' in definition) {
      for (const variable of definition.variableDefinitions ?? []) {
        count += variable.directives?.length ?? 0;
      }
    }
    if ('selectionSet' in definition) visit(definition.selectionSet);
  }
  return count;
}

/**
 * Measures each fragment once. A scalar at the root has depth 1; introspection counts for nothing,
 * since graphql-js has a rule for it.
 */
function createDepthMeter(fragments: Fragments): (selectionSet: SelectionSetNode) => number {
  const known = new Map<string, number>();

  function depthOfFragment(name: string): number {
    const depth = known.get(name);
    if (depth !== undefined) return depth;
    // A fragment that contains itself is refused by another rule; here it only has to end.
    known.set(name, 0);
    const fragment = fragments.get(name);
    const measured = fragment ? depthOf(fragment.selectionSet) : 0;
    known.set(name, measured);
    return measured;
  }

  function depthOf({ selections }: SelectionSetNode): number {
    let depth = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        depth = Math.max(depth, depthOfFragment(selection.name.value));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        depth = Math.max(depth, depthOf(selection.selectionSet));
      } else if (!isIntrospection(selection)) {
        const below = selection.selectionSet ? depthOf(selection.selectionSet) : 0;
        depth = Math.max(depth, below + 1);
      }
    }
    return depth;
  }

  return depthOf;
}

/** Walks an operation as it is executed, each fragment wherever it is spread, up to the limit. */
function findExcessOfOperation(
  { selectionSet }: OperationDefinitionNode,
  fragments: Fragments,
  { maxRootFields, maxQuerySelections }: DocumentLimits,
): string | undefined {
  const spreading = new Set<string>();
  const rootFields = new Set<string>();
  let selected = 0;

  function visit({ selections }: SelectionSetNode, isRoot: boolean): void {
    for (const selection of selections) {
      selected += 1;
      if (selected > maxQuerySelections) return;
      if (selection.kind === Kind.FIELD) {
        if (isRoot) rootFields.add(selection.alias?.value ?? selection.name.value);
        if (selection.selectionSet) visit(selection.selectionSet, false);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, isRoot);
      } else {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        if (!fragment || spreading.has(name)) continue;
        spreading.add(name);
        visit(fragment.selectionSet, isRoot);
        spreading.delete(name);
      }
    }
  }

  visit(selectionSet, true);
  if (selected > maxQuerySelections) {
    return `The query selects more than ${maxQuerySelections} fields and fragments, each counted wherever it is spread; the limit is ${maxQuerySelections} (MAX_QUERY_SELECTIONS).`;
  }
  if (rootFields.size > maxRootFields) {
    return `The query has ${rootFields.size} root fields; the limit is ${maxRootFields} (MAX_ROOT_FIELDS).`;
  }
  return undefined;
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value.startsWith('__');
}
