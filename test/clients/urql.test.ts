import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql } from '../graphql/gql.ts';
import { startGrowingTrail } from '../support/growing-trail.ts';
import type { GrowingTrail } from '../support/growing-trail.ts';

const timeline = graphql(`
  query UrqlTimeline($after: String) {
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

describe('urql with relayPagination', () => {
  let trail: GrowingTrail;

  beforeAll(async () => {
    trail = await startGrowingTrail();
  });

  afterAll(() => trail.acme.close());

  it('reads every entry once while others arrive', async () => {
    const client = new Client({
      url: trail.url,
      exchanges: [
        cacheExchange({ resolvers: { Query: { auditTimeline: relayPagination() } } }),
        fetchExchange,
      ],
    });
    let pages = 0;
    let ids: string[] = [];

    let after: string | null | undefined;
    do {
      const { data, error } = await client.query(timeline, { after: after ?? null }).toPromise();
      expect(error).toBeUndefined();
      const { edges, pageInfo } = data!.auditTimeline!;
      pages += 1;
      ids = edges.map(({ node }) => node.id);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);

    expect(pages).toBeGreaterThanOrEqual(20);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => trail.ids.includes(id))).toEqual(trail.ids);
  });
});
