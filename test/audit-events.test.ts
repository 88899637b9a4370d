import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import {
  auditEvent,
  auditLog,
  bindplaneKey,
  bindplaneUser,
  dana,
  danaOnBindplane,
  startAcme,
} from './support/acme.ts';
import { startGateway } from './support/gateway.ts';
import { graphql } from './graphql/gql.ts';

const everyField = graphql(`
  query EveryFieldOfAuditEvents {
    auditEvents {
      nodes {
        source
        occurredAt
        action
        operationType
        resourceType
        resourceName
        actorName
        summary
        eventId
        description
        configuration
        configurationName
        configurationVersion
        account
      }
    }
  }
`);

const page = graphql(`
  query PageOfAuditEvents($first: Int, $after: String) {
    auditEvents(first: $first, after: $after) {
      edges {
        cursor
        node {
          eventId
        }
      }
      nodes {
        eventId
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`);

const countAlone = graphql(`
  query CountAuditEvents {
    auditEvents {
      totalCount
      totalCountPrecision
      totalCountCap
    }
  }
`);

const actors = graphql(`
  query ActorsOfAuditEvents {
    auditEvents {
      nodes {
        actorName
        actor {
          userId
        }
      }
    }
  }
`);

const cursorOfAuditLogs = graphql(`
  query CursorOfAuditLogs {
    auditLogs(first: 1) {
      edges {
        cursor
      }
    }
  }
`);

describe('auditEvents', () => {
  let acme: Acme;

  beforeAll(async () => {
    const doubles = [1, 2].map((number) =>
      bindplaneUser(number + 10, { displayName: 'Sam Lee', email: `sam${number}@example.com` }),
    );
    acme = await startAcme({
      bindplane: { users: [danaOnBindplane, ...doubles], knobs: { descriptions: 'stored' } },
    });
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.bindplane.trail.remove(acme.bindplane.trail.events.map(({ id }) => id));
    acme.bindplane.traffic.reset();
    acme.coder.traffic.reset();
  });

  it('shows every field of an event as recorded', async () => {
    acme.bindplane.trail.insert([auditEvent(1, { description: 'Source changed', account: 'acc' })]);

    const { data, errors } = await acme.gateway.query(everyField);

    expect(errors).toBeUndefined();
    expect(data?.auditEvents?.nodes).toEqual([
      {
        source: 'BINDPLANE',
        occurredAt: '2026-02-10T10:00:00.654321Z',
        action: 'Modified',
        operationType: 'MODIFY',
        resourceType: 'Source',
        resourceName: 'nginx',
        actorName: 'Dana Reyes',
        summary: 'Dana Reyes modified source nginx in edge-prod, version 7',
        eventId: auditEvent(1).id,
        description: 'Source changed',
        configuration: 'edge-prod:7',
        configurationName: 'edge-prod',
        configurationVersion: '7',
        account: 'acc',
      },
    ]);
  });

  it('shows as null what an event does not tell', async () => {
    acme.bindplane.trail.insert([
      auditEvent(1, { user: '', resourceName: '', configuration: '', action: 'Blessed' }),
    ]);

    const { data } = await acme.gateway.query(everyField);

    expect(data?.auditEvents?.nodes).toMatchObject([
      {
        operationType: null,
        resourceName: null,
        actorName: null,
        summary: 'Someone blessed source',
        description: null,
        configuration: null,
        configurationName: null,
        configurationVersion: null,
        account: null,
      },
    ]);
  });

  it.each([1, 7, 100])('walks by pages of %d while events tie and arrive', async (first) => {
    const events = Array.from({ length: 30 }, (_, index) =>
      auditEvent(index, { timestamp: `2026-02-10T10:00:0${Math.floor(index / 8)}.5Z` }),
    );
    acme.bindplane.trail.insert(events);
    let arrived = 100;

    const walked = await walk(acme, first, () => {
      acme.bindplane.trail.insert([auditEvent(arrived++, { timestamp: '2026-02-11T00:00:00Z' })]);
    });

    expect(walked).toEqual(events.map(({ id }) => id).toReversed());
  });

  it('counts without a page, and says when a cap cuts it', async () => {
    acme.bindplane.trail.insert([auditEvent(1), auditEvent(2)]);

    const { data } = await acme.gateway.query(countAlone);

    expect(data?.auditEvents).toEqual({
      totalCount: 2,
      totalCountPrecision: 'EXACT',
      totalCountCap: 2000,
    });
  });

  it('refuses a cursor of the audit logs', async () => {
    acme.coder.database.insert([auditLog(1)]);
    const { data } = await acme.gateway.query(cursorOfAuditLogs);
    const after = data!.auditLogs!.edges[0]!.cursor;

    const { errors } = await acme.gateway.query(page, { after });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'after' });
  });

  it('names the Coder user whose e-mail Bindplane knows, and nobody by likeness', async () => {
    const users = ['Dana Reyes', 'DANA.REYES@example.com', 'Sam Lee', 'dana', 'Nobody', ''];
    acme.bindplane.trail.insert(users.map((user, index) => auditEvent(index, { user })));

    const { data, errors } = await acme.gateway.query(actors);

    expect(errors).toBeUndefined();
    expect(data?.auditEvents?.nodes.toReversed()).toEqual([
      { actorName: 'Dana Reyes', actor: { userId: dana.id } },
      { actorName: 'DANA.REYES@example.com', actor: { userId: dana.id } },
      { actorName: 'Sam Lee', actor: null },
      { actorName: 'dana', actor: null },
      { actorName: 'Nobody', actor: null },
      { actorName: null, actor: null },
    ]);
    expect(acme.bindplaneCalls().filter((path) => path === '/v1/users')).toHaveLength(1);
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('keeps the events when Coder cannot name their actors', async () => {
    acme.bindplane.trail.insert([auditEvent(1)]);
    const alone = await startGateway({
      bindplane: { url: acme.bindplane.url, token: bindplaneKey },
    });
    try {
      const { data, errors } = await alone.query(actors);

      expect(data?.auditEvents?.nodes).toEqual([{ actorName: 'Dana Reyes', actor: null }]);
      expect(errors).toMatchObject([
        {
          path: ['auditEvents', 'nodes', 0, 'actor'],
          extensions: { code: 'UPSTREAM_NOT_CONFIGURED', upstream: 'CODER' },
        },
      ]);
    } finally {
      await alone.close();
    }
  });
});

/** The ids on all pages. */
async function walk(acme: Acme, first: number, betweenPages: () => void): Promise<unknown[]> {
  const readPage = (cursor: string | null) => acme.gateway.query(page, { first, after: cursor });
  const walked: unknown[] = [];
  let after: string | null = null;
  let hasMore = true;
  while (hasMore) {
    const { data, errors }: Awaited<ReturnType<typeof readPage>> = await readPage(after);
    expect(errors).toBeUndefined();
    const { edges, nodes, pageInfo } = data!.auditEvents!;
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    walked.push(...nodes.map(({ eventId }) => eventId));
    after = pageInfo.endCursor ?? after;
    hasMore = pageInfo.hasNextPage;
    betweenPages();
  }
  return walked;
}
