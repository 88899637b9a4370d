import {
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import type { GraphQLFieldConfigMap } from 'graphql';
import type { Context } from '../../src/schema/context.ts';
import { startSimulatorServer } from '../../src/simulator/simulator-server.ts';
import type { Simulator } from '../../src/simulator/simulator-server.ts';

/** A graph as small as can be, with one field for each upstream; `fields` adds to it. */
export function createVersionSchema(
  fields: GraphQLFieldConfigMap<unknown, Context> = {},
): GraphQLSchema {
  const query: GraphQLObjectType<unknown, Context> = new GraphQLObjectType<unknown, Context>({
    name: 'Query',
    fields: () => ({
      self: { type: query, resolve: () => ({}) },
      echo: {
        type: GraphQLInt,
        args: { value: { type: new GraphQLNonNull(GraphQLInt) } },
        resolve: (_root, { value }: { value: number }) => value,
      },
      coder: {
        type: GraphQLString,
        resolve: async (_root, _args, context) =>
          (await context.coder().client.buildInfo()).version,
      },
      bindplane: {
        type: GraphQLString,
        resolve: (_root, _args, context) => context.bindplane().client.version(),
      },
      ...fields,
    }),
  });
  const mutation = new GraphQLObjectType({
    name: 'Mutation',
    fields: { touch: { type: GraphQLString, resolve: () => 'touched' } },
  });
  return new GraphQLSchema({ query, mutation });
}

/** An upstream that has nothing but a version and a user, and records how it was asked for them. */
export function startVersionServer(): Promise<Simulator> {
  const user = { id: 'd0000000-0000-4000-8000-000000000001', username: 'dana' };
  const body = JSON.stringify({ version: 'v1.2.3', tag: 'v1.2.3', ...user });
  const headers = { 'Content-Type': 'application/json' };
  return startSimulatorServer({ answer: () => ({ status: 200, headers, body }) });
}
