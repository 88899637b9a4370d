import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { composeServices } from '@theguild/federation-composition';
import type { DocumentNode, ExecutionResult } from 'graphql';
import { execute, graphql, parse } from 'graphql';
import type { OtherSubgraph } from './other-subgraphs.ts';

/** Composes the published SDL with that of other subgraphs; throws what is wrong with them. */
export function composeSupergraph(sdl: string, url: string, others: readonly OtherSubgraph[]) {
  const { supergraphSdl, errors } = composeServices([
    { name: 'audit', url: `${url}/graphql`, typeDefs: parse(sdl) },
    ...others.map((other) => ({ name: other.name, typeDefs: parse(other.sdl) })),
  ]);
  if (supergraphSdl !== undefined) return supergraphSdl;
  throw new Error(errors?.map(({ message }) => message).join('\n'));
}

export interface Router {
  /** Headers are those that the router passes on. */
  query(source: string, headers?: Readonly<Record<string, string>>): Promise<ExecutionResult>;
}

/** A router in this process: asks the gateway over HTTP, and the other subgraphs directly. */
export function createRouter(supergraphSdl: string, others: readonly OtherSubgraph[]): Router {
  const schema = getStitchedSchemaFromSupergraphSdl({
    supergraphSdl,
    httpExecutorOpts: {
      headers: (request) =>
        (request?.context as { headers?: Record<string, string> } | undefined)?.headers ?? {},
    },
    onSubschemaConfig(subgraph) {
      const other = others.find(({ name }) => name.toLowerCase() === subgraph.name.toLowerCase());
      if (!other) return;
      subgraph.executor = ({
        document,
        variables,
      }: {
        document: DocumentNode;
        variables?: object;
      }) => execute({ schema: other.schema, document, variableValues: { ...variables } }) as never;
    },
  });
  return {
    query: async (source, headers = {}) => graphql({ schema, source, contextValue: { headers } }),
  };
}
