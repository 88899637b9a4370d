import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  valueFromASTUntyped,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from './document-limits.ts';
import { callCost, fieldCosts, loaderCalls, pageSizeOf } from './field-costs.ts';
import type { Arguments, LoaderName } from './field-costs.ts';

type Variables = Readonly<Record<string, unknown>>;
/** What a part of a query costs for each thing that it is asked of. */
type Cost = (variables: Variables, pageSize: number) => number;

/** An entry, or a thing asked for by its id. */
const entryCost = 1;
/** The schema is at hand; of its lists but the types these many are the average. */
const introspectionItemCost = 0.1;
const assumedIntrospectionItems = 5;
/** Of a list inside an entry, such as a diff: it comes with the entry and costs nothing itself. */
const assumedItems = 10;

const free: Cost = () => 0;

/**
 * What an operation costs at most, as a function of its variables: ten for each upstream call, one
 * for each entry of the answer, and one more for each time that an entry's field is selected again
 * under another name. What `@skip` and `@include` leave out counts, too. Made once for a document.
 */
export function compileCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  scanCalls: number,
): (variables: Variables) => number {
  const fragments = fragmentsOf(document);
  const loaders = new Set<LoaderName>();
  const defaults = defaultsOf(operation);

  const root = schema.getRootType(operation.operation);
  const cost = root ? costOfSelections(root, [operation.selectionSet]) : free;
  const loading = [...loaders].reduce((sum, name) => sum + loaderCalls[name] * callCost, 0);
  return (variables) => Math.ceil(loading + cost({ ...defaults, ...variables }, 1));

  function costOfSelections(
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
  ): Cost {
    const fields = new Map<string, FieldNode[]>();
    for (const selectionSet of selectionSets) collect(type, selectionSet, fields, new Set());
    const names = [...fields.values()].map(([node]) => node!.name.value);
    const repeats = names.length - new Set(names).size;
    return sumOf([
      ...[...fields.values()].map((nodes) => costOfField(type, nodes)),
      repeats === 0 ? free : () => repeats,
    ]);
  }

  function costOfField(parent: GraphQLObjectType, nodes: readonly FieldNode[]): Cost {
    const [node] = nodes;
    const field = node && fieldOf(schema, parent, node.name.value);
    if (!field) return free;
    const name = `${parent.name}.${field.name}`;
    const { calls, loaders: own = [] } = fieldCosts[name] ?? {};
    for (const loader of own) loaders.add(loader);
    const read = argumentsOf(node);
    return sumOf([
      calls ? (variables) => callCost * calls(read(variables), scanCalls) : free,
      costOfValue(name, field.type, nodes, read),
    ]);
  }

  function costOfValue(
    name: string,
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
    read: (variables: Variables) => Arguments,
  ): Cost {
    const perType = costsByType(type, nodes);
    const inner = maxOf([...perType.values()]);
    if (getNamedType(type).name.endsWith('Connection')) {
      return (variables) => inner(variables, pageSizeOf(read(variables)));
    }
    if (!isListType(getNullableType(type))) return inner;
    const { items, callsPerItem } = fieldCosts[name] ?? {};
    if (items && callsPerItem) {
      return (variables, pageSize) =>
        listSum(items(read(variables)), (typeName) => {
          const own = perType.get(typeName) ?? inner;
          return entryCost + callCost * callsPerItem(typeName) + own(variables, pageSize);
        });
    }
    if (/Connection\.(edges|nodes)$/.test(name)) {
      return (variables, pageSize) => pageSize * (entryCost + inner(variables, pageSize));
    }
    if (name.startsWith('__')) {
      const size = name === '__Schema.types' ? typeCount(schema) : assumedIntrospectionItems;
      return (variables) => size * (introspectionItemCost + inner(variables, 1));
    }
    if (inner === free) return free;
    const size = Number(items?.({}) ?? assumedItems);
    return (variables, pageSize) => size * inner(variables, pageSize);
  }

  /** What a value costs below itself, by the name of its type. */
  function costsByType(
    type: GraphQLOutputType,
    nodes: readonly FieldNode[],
  ): ReadonlyMap<string, Cost> {
    const named = getNamedType(type);
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (!isCompositeType(named)) return new Map();
    const possible = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
    return new Map(
      possible.map((object) => [object.name, costOfSelections(object, selectionSets)]),
    );
  }

  /** As the executor collects fields: by the name in the answer, each fragment once. */
  function collect(
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    fields: Map<string, FieldNode[]>,
    spread: Set<string>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(type, selection.typeCondition?.name.value)) {
          collect(type, selection.selectionSet, fields, spread);
        }
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment && applies(type, fragment.typeCondition.name.value)) {
          collect(type, fragment.selectionSet, fields, spread);
        }
      }
    }
  }

  function applies(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = schema.getType(condition);
    return isAbstractType(conditionType) && schema.isSubType(conditionType, type);
  }
}

function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return isObjectType(parent) ? parent.getFields()[name] : undefined;
}

function argumentsOf({ arguments: nodes = [] }: FieldNode): (variables: Variables) => Arguments {
  return (variables) =>
    Object.fromEntries(
      nodes.map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]),
    );
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}

function listSum(items: readonly unknown[] | number, costOf: (typeName: string) => number): number {
  const list = typeof items === 'number' ? Array.from<unknown>({ length: items }) : items;
  return list.reduce<number>((sum, item) => sum + costOf(typeNameOf(item)), 0);
}

/** The type that a router says its reference is of. */
function typeNameOf(item: unknown): string {
  const name: unknown =
    typeof item === 'object' && item !== null && '__typename' in item ? item.__typename : '';
  return typeof name === 'string' ? name : '';
}

function typeCount(schema: GraphQLSchema): number {
  return Object.keys(schema.getTypeMap()).length;
}

function sumOf(costs: readonly Cost[]): Cost {
  const paid = costs.filter((cost) => cost !== free);
  if (paid.length <= 1) return paid[0] ?? free;
  return (variables, pageSize) => paid.reduce((sum, cost) => sum + cost(variables, pageSize), 0);
}

function maxOf(costs: readonly Cost[]): Cost {
  const paid = costs.filter((cost) => cost !== free);
  if (paid.length <= 1) return paid[0] ?? free;
  return (variables, pageSize) => Math.max(...paid.map((cost) => cost(variables, pageSize)));
}
