import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  Kind,
  type SelectionNode,
} from 'graphql';

/** The names of the fields that a query selects of what a resolver gives, fragments included. */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (selections: readonly SelectionNode[]) => {
    for (const selection of selections.filter(isIncluded)) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet.selections);
      else visit(info.fragments[selection.name.value]?.selectionSet.selections ?? []);
    }
  };
  const isIncluded = (selection: SelectionNode) =>
    getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.['if'] !== false;
  for (const { selectionSet } of info.fieldNodes) visit(selectionSet?.selections ?? []);
  return names;
}
