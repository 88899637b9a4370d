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
 * graphql-js compares the fields that share a name in one place of the answer two by two, which
 * takes a tenth of a second before it gives up. Sixty fragments with five fields in common are 9,000.
 */
const maxPairs = 10_000;
/** Only fragments that contain themselves are deeper, which another rule refuses. */
const maxWalkedDepth = 200;

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

/**
 * Walks an operation as it is executed: fields of one name in one place of the answer are merged,
 * and a fragment counts wherever it is spread. Ends at the limit.
 */
function findExcessOfOperation(
  { selectionSet }: OperationDefinitionNode,
  fragments: Fragments,
  { maxRootFields, maxQuerySelections }: DocumentLimits,
): string | undefined {
  let selected = 0;
  let pairs = 0;

  function visit(selectionSets: readonly SelectionSetNode[], depth: number): number {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const set of selectionSets) collect(set, fields, spread);
    for (const nodes of fields.values()) {
      pairs += (nodes.length * (nodes.length - 1)) / 2;
      if (selected > maxQuerySelections || pairs > maxPairs) break;
      const below = nodes.flatMap((node) => node.selectionSet ?? []);
      if (below.length > 0 && depth < maxWalkedDepth) visit(below, depth + 1);
    }
    return fields.size;
  }

  function collect(
    { selections }: SelectionSetNode,
    fields: Map<string, FieldNode[]>,
    spread: Set<string>,
  ): void {
    for (const selection of selections) {
      selected += 1;
      if (selected > maxQuerySelections) return;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(name);
        if (nodes) nodes.push(selection);
        else fields.set(name, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, fields, spread);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) collect(fragment.selectionSet, fields, spread);
      }
    }
  }

  const rootFields = visit([selectionSet], 1);
  if (selected > maxQuerySelections) {
    return `The query selects more than ${maxQuerySelections} fields and fragments, each counted wherever it is spread; the limit is ${maxQuerySelections} (MAX_QUERY_SELECTIONS).`;
  }
  if (rootFields > maxRootFields) {
    return `The query has ${rootFields} root fields; the limit is ${maxRootFields} (MAX_ROOT_FIELDS).`;
  }
  if (pairs > maxPairs) {
    return `The query selects fields of one name in one place so often that more than ${maxPairs} pairs have to be compared; the limit is ${maxPairs}.`;
  }
  return undefined;
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value.startsWith('__');
}
