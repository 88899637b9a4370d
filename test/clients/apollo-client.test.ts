import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { filter, firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql } from '../graphql/gql.ts';
import type { ApolloTimelineQuery } from '../graphql/graphql.ts';
import { startGrowingTrail } from '../support/growing-trail.ts';
import type { GrowingTrail } from '../support/growing-trail.ts';

const timeline = graphql(`
  query ApolloTimeline($after: String) {
    auditTimeline(first: 10, after: $after) {
      edges {
        node {
          id
          summary
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

describe('Apollo Client with relayStylePagination', () => {
  let trail: GrowingTrail;

  beforeAll(async () => {
    trail = await startGrowingTrail();
  });

  afterAll(() => trail.acme.close());

  it('reads every entry once while others arrive', async () => {
    const client = new ApolloClient({
      link: new HttpLink({ uri: trail.url }),
      cache: new InMemoryCache({
        typePolicies: { Query: { fields: { auditTimeline: relayStylePagination(['filter']) } } },
      }),
    });
    const list = client.watchQuery({ query: timeline });
    const shown = async () => {
      const { data } = await firstValueFrom(list.pipe(filter(({ loading }) => !loading)));
      return (data as ApolloTimelineQuery).auditTimeline!;
    };
    const subscription = list.subscribe({});
    let pages = 1;

    let { pageInfo } = await shown();
    while (pageInfo.hasNextPage) {
      await list.fetchMore({ variables: { after: pageInfo.endCursor } });
      ({ pageInfo } = await shown());
      pages += 1;
    }

    const { edges } = await shown();
    const ids = edges.map(({ node }) => node.id);
    expect(pages).toBeGreaterThanOrEqual(20);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => trail.ids.includes(id))).toEqual(trail.ids);
    subscription.unsubscribe();
    client.stop();
  });
});
