import {
  GraphQLObjectType,
  GraphQLSchema,
  isLeafType,
  Kind,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import type { ConstDirectiveNode, FieldDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';

/** What only a router asks for. */
const routerFields = ['_service', '_entities'];
/** Names that other subgraphs own. */
const commonFields = [
  'node',
  'nodes',
  'viewer',
  'user',
  'organization',
  'organizations',
  'upstreams',
];

/** By which fields other subgraphs refer to a type. */
const keysByType: Readonly<Record<string, readonly string[]>> = {
  AuditLog: ['id'],
  AuditEvent: ['id'],
  User: ['userId', 'email'],
  Organization: ['organizationId', 'name'],
};
/** Types that other subgraphs have, too: joined by what both mean, so without our global id. */
const joinedTypes = ['User', 'Organization'];

/** The first version of Federation 2 has all that is used, and composes with any later one. */
const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])';

/** The schema as a plain client sees it: without what only a router asks for. */
export function printClientSchema(schema: GraphQLSchema): string {
  return `${printSchema(withoutRootFields(schema, routerFields))}\n`;
}

const subgraphs = new WeakMap<GraphQLSchema, string>();

/** The schema as a subgraph of Federation 2, ready to be published and composed. */
export function printSubgraph(schema: GraphQLSchema): string {
  let sdl = subgraphs.get(schema);
  if (sdl === undefined) {
    sdl = createSubgraphSdl(withoutRootFields(schema, [...routerFields, ...commonFields]));
    subgraphs.set(schema, sdl);
  }
  return sdl;
}

/** Types that nothing else refers to go with the fields; the others keep their order. */
function withoutRootFields(schema: GraphQLSchema, names: readonly string[]): GraphQLSchema {
  const config = schema.getQueryType()!.toConfig();
  const fields = Object.entries(config.fields).filter(([name]) => !names.includes(name));
  const query = new GraphQLObjectType({ ...config, fields: Object.fromEntries(fields) });
  const mutation = schema.getMutationType();
  const used = new GraphQLSchema({ query, mutation }).getTypeMap();
  const types = Object.values(schema.getTypeMap())
    .filter(({ name }) => name in used)
    .map((type) => (type.name === query.name ? query : type));
  return new GraphQLSchema({ query, mutation, types });
}

function createSubgraphSdl(schema: GraphQLSchema): string {
  const document = visit(parse(printSchema(schema)), {
    ObjectTypeDefinition: (type) => toSubgraphType(type, schema),
    // Composition refuses or drops `@oneOf`; the server goes by it all the same.
    InputObjectTypeDefinition: (type) => ({ ...type, directives: [] }),
  });
  return `${link}\n\n${print(document)}\n`;
}

function toSubgraphType(
  type: ObjectTypeDefinitionNode,
  schema: GraphQLSchema,
): ObjectTypeDefinitionNode {
  const name = type.name.value;
  const keys = (keysByType[name] ?? []).map((field) => directive('key', { fields: field }));
  if (name === 'PageInfo') return { ...type, directives: [directive('shareable')] };
  if (!joinedTypes.includes(name)) return { ...type, directives: keys };
  return {
    ...type,
    directives: keys,
    interfaces: type.interfaces?.filter((node) => node.name.value !== 'Node') ?? [],
    fields: (type.fields ?? [])
      .filter((field) => field.name.value !== 'id')
      .map((field) =>
        isPlain(field, schema) ? { ...field, directives: [directive('shareable')] } : field,
      ),
  };
}

/** Whether it is one value, which another subgraph may hold as well. */
function isPlain({ type }: FieldDefinitionNode, schema: GraphQLSchema): boolean {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return named.kind === Kind.NAMED_TYPE && isLeafType(schema.getType(named.name.value));
}

function directive(name: string, args: Readonly<Record<string, string>> = {}): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: Object.entries(args).map(([argument, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument },
      value: { kind: Kind.STRING, value },
    })),
  };
}
