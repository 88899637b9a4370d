import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { GraphQLField, GraphQLNamedType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { Random } from '../../src/simulator/random.ts';

export interface RandomDocument {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a root field may be given; the variables are those of every document. */
const roots = [
  'auditLogs(first: 5)',
  'auditLogs(last: $size)',
  'auditLogs(first: $size, filter: { isSuccessful: $yes })',
  'auditLogs(first: $size, after: "odd")',
  'auditLogs(filter: $filter)',
  'auditEvents(first: 5)',
  'auditEvents(first: $size, filter: { actorName: $name })',
  'auditEvents(first: -1)',
  'auditTimeline(first: 5)',
  'auditTimeline(first: $size, filter: { operationTypes: [DELETE, MODIFY] })',
  'viewer',
  'node(id: $odd)',
  'node(id: "VXNlcjo0OTdmNmVjYS02Mjc2LTQ5OTMtYmZlYi01M2NiYmJiYTZmMDg")',
  'nodes(ids: [$odd, "QXVkaXRMb2c6"])',
  'user(by: { username: "alice" })',
  'organizations',
] as const;

const filters = [
  null,
  { isSuccessful: true },
  { actor: { username: 'alice' } },
  { actor: { username: 'alice', email: 'alice@example.com' } },
  { actor: {} },
  { actor: { username: null } },
  { actions: ['teleport'] },
];

const header =
  'query Random($yes: Boolean! = true, $no: Boolean = false, $size: Int = 3, $name: String = "alice", $odd: ID! = "odd", $filter: AuditLogFilter)';
const directives = [
  '@include(if: $yes)',
  '@skip(if: $no)',
  '@skip(if: true)',
  '@include(if: true)',
];

/** A document that selects fields, aliases, fragments and directives at random; mostly valid. */
export function randomDocument(schema: GraphQLSchema, random: Random): RandomDocument {
  const fragments: string[] = [];
  const query = schema.getQueryType()!;
  const fields = Array.from({ length: 1 + random.below(2) }, (_, index) => {
    const root = random.pick(roots);
    const field = query.getFields()[/^\w+/.exec(root)![0]];
    return field ? `root${index}: ${root} ${selectionOf(field, 0)}` : '__typename';
  });
  const text = `${header} { ${fields.join(' ')} ...Used } fragment Used on Query { __typename used: __typename @skip(if: $no) cursor: __typename @include(if: $yes) }`;
  return {
    query: [text, ...fragments].join('\n'),
    variables: {
      ...(random.chance(0.5) ? { yes: random.chance(0.5) } : {}),
      ...(random.chance(0.5) ? { no: random.chance(0.5) } : {}),
      ...(random.chance(0.3) ? { size: random.pick([0, 2, 101, null, 'three']) } : {}),
      ...(random.chance(0.2) ? { name: random.pick(['', null, 7]) } : {}),
      ...(random.chance(0.5) ? { filter: random.pick(filters) } : {}),
    },
  };

  function selectionOf(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    return isCompositeType(type) ? `{ ${selectionsOn(type, depth + 1)} }` : '';
  }

  function selectionsOn(type: GraphQLNamedType, depth: number): string {
    const parts = ['__typename'];
    const count = 1 + random.below(4);
    for (let index = 0; index < count; index += 1) parts.push(selectionOn(type, depth));
    return parts.join(' ');
  }

  function selectionOn(type: GraphQLNamedType, depth: number): string {
    const chance = random.share();
    const directive = random.chance(0.15) ? random.pick(directives) : '';
    if (chance < 0.1) return `... ${directive} { ${selectionsOn(type, depth + 1)} }`;
    if (chance < 0.2 || (isAbstractType(type) && chance < 0.5)) {
      const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
      const on = random.pick(possible);
      if (depth > 6) return '__typename';
      if (random.chance(0.5))
        return `... on ${on.name} ${directive} { ${selectionsOn(on, depth + 1)} }`;
      fragments.push(`fragment F${fragments.length} on ${on.name} { __typename }`);
      const index = fragments.length - 1;
      fragments[index] = `fragment F${index} on ${on.name} { ${selectionsOn(on, depth + 1)} }`;
      return `...F${index} ${directive}`;
    }
    const field = random.pick(fieldsOf(type as GraphQLObjectType, depth));
    if (!field) return '__typename';
    const alias = random.chance(0.15) ? `${random.pick(['a', 'b'])}_${field.name}: ` : '';
    return `${alias}${field.name} ${directive} ${selectionOf(field, depth)}`;
  }
}

/** Without those that need arguments; below some depth leaves only. */
function fieldsOf(
  type: GraphQLObjectType,
  depth: number,
): readonly (GraphQLField<unknown, unknown> | undefined)[] {
  const fields = Object.values(type.getFields()).filter(
    ({ args, type: fieldType }) =>
      !args.some((argument) => isNonNullType(argument.type)) &&
      (depth < 6 || isLeafType(getNamedType(fieldType))),
  );
  return isObjectType(type) || fields.length > 0 ? [...fields, undefined] : [undefined];
}
