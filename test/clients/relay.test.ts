import { createHash } from 'node:crypto';
import { parse, print } from 'graphql';
import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import type { ConcreteRequest, GraphQLResponse, ReaderFragment, Variables } from 'relay-runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeGlobalId } from '../../src/schema/global-id.ts';
import { startGrowingTrail } from '../support/growing-trail.ts';
import type { GrowingTrail } from '../support/growing-trail.ts';
import { documents } from './relay/documents.ts';

interface Connection {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** As relay-compiler wrote it. */
async function artifact<T extends ConcreteRequest | ReaderFragment>(name: string): Promise<T> {
  const module = (await import(`./relay/artifacts/${name}.graphql.ts`)) as { default: T };
  return module.default;
}

function createEnvironment(url: string): Environment {
  const network = Network.create(async ({ text }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}

/** What `usePaginationFragment` does, without React: loads the query, then page after page. */
async function paginate(
  environment: Environment,
  options: {
    readonly query: ConcreteRequest;
    readonly fragment: ReaderFragment;
    readonly variables: Variables;
    /** From the query's data to what spreads the fragment. */
    readonly ownerOf: (data: never) => unknown;
    readonly count: number;
  },
): Promise<{ readonly pages: number; readonly connection: Connection; readonly data: object }> {
  const { query, fragment, variables, ownerOf, count } = options;
  const operation = createOperationDescriptor(query, variables);
  const { paginationRequest, paginationMetadata, connectionPathInFragmentData, identifierField } =
    getPaginationMetadata(fragment, 'paginate');
  const read = () => {
    const owner = ownerOf(environment.lookup(operation.fragment).data as never);
    const selector = getSingularSelector(fragment, owner);
    const data = environment.lookup(selector).data as Record<string, unknown>;
    return { data, connection: data[connectionPathInFragmentData.join('.')] as Connection };
  };

  environment.retain(operation);
  await fetchQuery(environment, query, variables).toPromise();
  let pages = 1;
  for (let { data, connection } = read(); connection.pageInfo.hasNextPage; pages += 1) {
    const next = getPaginationVariables(
      'forward',
      count,
      connection.pageInfo.endCursor,
      variables,
      {},
      paginationMetadata,
    );
    const id = identifierField ? { id: data[identifierField] } : {};
    await fetchQuery(environment, paginationRequest, { ...next, ...id }).toPromise();
    ({ data, connection } = read());
  }
  return { pages, ...read() };
}

describe("Relay's runtime", () => {
  let trail: GrowingTrail;

  beforeEach(async () => {
    trail = await startGrowingTrail();
  });

  afterEach(() => trail.acme.close());

  it('runs what relay-compiler makes of these documents', async () => {
    const definitions = documents.flatMap((document) => parse(document).definitions);
    const compiled = await Promise.all(
      definitions.map((definition) =>
        artifact<ReaderFragment>('name' in definition ? definition.name.value : ''),
      ),
    );

    expect(compiled.map((node) => ('hash' in node ? node.hash : undefined))).toEqual(
      definitions.map((definition) => createHash('md5').update(print(definition)).digest('hex')),
    );
  });

  it('reads every entry of a connection once while others arrive', async () => {
    const { pages, connection } = await paginate(createEnvironment(trail.url), {
      query: await artifact('documentsTimelineQuery'),
      fragment: await artifact('documentsTimeline'),
      variables: {},
      ownerOf: (data) => data,
      count: 10,
    });

    const ids = connection.edges.map(({ node }) => node.id);
    expect(pages).toBeGreaterThanOrEqual(20);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => trail.ids.includes(id))).toEqual(trail.ids);
  });

  it('reads on in a connection of a node that it refetches by its id', async () => {
    const logs = trail.ids.filter((id) => decodeGlobalId(id)?.type === 'AuditLog');

    const { pages, connection, data } = await paginate(createEnvironment(trail.url), {
      query: await artifact('documentsViewerQuery'),
      fragment: await artifact('documentsUser'),
      variables: {},
      ownerOf: ({ viewer }: { readonly viewer: unknown }) => viewer,
      count: 6,
    });

    const ids = connection.edges.map(({ node }) => node.id);
    expect(data).toMatchObject({ username: 'olga' });
    expect(pages).toBeGreaterThanOrEqual(20);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => logs.includes(id))).toEqual(logs);
  });
});
