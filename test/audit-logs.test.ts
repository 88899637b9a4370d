import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditLog, dana, nilUuid, platform, startAcme, uuid } from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const everyField = graphql(`
  query EveryFieldOfAuditLogs {
    auditLogs {
      nodes {
        source
        occurredAt
        action
        operationType
        resourceType
        resourceName
        actorName
        actor {
          username
        }
        summary
        logId
        requestId
        resourceId
        resourceTarget
        resourceIcon
        resourceLink
        isDeleted
        statusCode
        isSuccessful
        ip
        userAgent
        description
        diff {
          field
          old
          new
          isSecret
        }
        additionalFields
        organization {
          organizationId
          name
        }
      }
    }
  }
`);

const page = graphql(`
  query PageOfAuditLogs($first: Int, $after: String) {
    auditLogs(first: $first, after: $after) {
      edges {
        cursor
        node {
          logId
        }
      }
      nodes {
        logId
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      scannedThrough
      warnings {
        code
      }
    }
  }
`);

describe('auditLogs', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme();
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.coder.database.remove(acme.coder.database.rows.map(({ id }) => id));
    acme.coder.traffic.reset();
  });

  it('shows every field of a row as recorded', async () => {
    acme.coder.database.insert([
      auditLog(1, {
        organization_id: platform.id,
        diff: {
          name: { old: 'a', new: 'b', secret: false },
          api_key: { old: '', new: '', secret: true },
          autostart: { new: 0, secret: false },
        },
        additional_fields: { automatic: [1, null] },
      }),
    ]);

    const { data, errors } = await acme.gateway.query(everyField);

    expect(errors).toBeUndefined();
    expect(data?.auditLogs?.nodes).toEqual([
      {
        source: 'CODER',
        occurredAt: '2026-02-10T10:00:00.123456Z',
        action: 'write',
        operationType: 'MODIFY',
        resourceType: 'template',
        resourceName: 'template-1',
        actorName: 'dana',
        actor: { username: 'dana' },
        summary: 'dana updated template template-1',
        logId: uuid('a', 1),
        requestId: uuid('c', 1),
        resourceId: uuid('b', 1),
        resourceTarget: 'template-1',
        resourceIcon: null,
        resourceLink: null,
        isDeleted: true,
        statusCode: 200,
        isSuccessful: true,
        ip: '203.0.113.7',
        userAgent: 'curl/8.5.0',
        description: '{user} updated template {target}',
        diff: [
          { field: 'api_key', old: null, new: null, isSecret: true },
          { field: 'autostart', old: null, new: 0, isSecret: false },
          { field: 'name', old: 'a', new: 'b', isSecret: false },
        ],
        additionalFields: { automatic: [1, null] },
        organization: { organizationId: platform.id, name: 'platform' },
      },
    ]);
  });

  it('shows as null what a row does not tell', async () => {
    acme.coder.database.insert([
      auditLog(1, {
        user_id: nilUuid,
        ip: null,
        user_agent: null,
        resource_type: 'workspace_build',
        resource_id: nilUuid,
        resource_target: '',
        action: 'archive',
        status_code: 0,
        request_id: nilUuid,
      }),
    ]);

    const { data } = await acme.gateway.query(everyField);

    expect(data?.auditLogs?.nodes[0]).toMatchObject({
      operationType: null,
      resourceName: null,
      actorName: null,
      actor: null,
      requestId: null,
      resourceId: null,
      resourceTarget: null,
      isSuccessful: null,
      ip: null,
      userAgent: null,
      diff: [],
      additionalFields: {},
      organization: null,
    });
  });

  it('names the workspace of a build and who stopped it', async () => {
    acme.coder.database.insert([
      auditLog(1, {
        resource_type: 'workspace_build',
        resource_target: '',
        action: 'stop',
        additional_fields: {
          workspace_name: 'dev-box',
          build_number: '7',
          build_reason: 'autostop',
          workspace_owner: 'dana',
          workspace_id: uuid('b', 9),
        },
      }),
    ]);

    const { data } = await acme.gateway.query(everyField);

    expect(data?.auditLogs?.nodes[0]).toMatchObject({
      operationType: 'STOP',
      resourceName: 'dev-box',
      resourceTarget: null,
      actorName: 'dana',
      summary: 'Coder automatically stopped workspace dev-box',
    });
  });

  it.each([1, 3, 100])('walks by pages of %d while rows tie and arrive', async (first) => {
    const rows = Array.from({ length: 40 }, (_, index) =>
      auditLog(index, { time: `2026-02-10T10:00:0${Math.floor(index / 8)}.5Z` }),
    );
    acme.coder.database.insert(rows);
    let arrived = 100;

    const walked = await walk(acme, first, () => {
      acme.coder.database.insert([auditLog(arrived++, { time: '2026-02-11T00:00:00Z' })]);
    });

    const newestFirst = rows.toSorted((a, b) => (`${a.time}${a.id}` < `${b.time}${b.id}` ? 1 : -1));
    expect(walked).toEqual(newestFirst.map(({ id }) => id));
  });

  it('shows a page of no entries, with null cursors', async () => {
    acme.coder.database.insert([auditLog(1)]);

    const { data } = await acme.gateway.query(page, { first: 0 });

    expect(data?.auditLogs).toEqual({
      edges: [],
      nodes: [],
      pageInfo: {
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: null,
        endCursor: null,
      },
      scannedThrough: null,
      warnings: [],
    });
  });

  it('makes no call beyond the page when no count is asked for', async () => {
    acme.coder.database.insert([auditLog(1), auditLog(2), auditLog(3)]);

    await acme.gateway.query(page, { first: 2 });

    expect(acme.coderCalls()).toHaveLength(1);
  });

  it.each([
    ['first', { first: -1 }],
    ['first', { first: 101 }],
    ['after', { after: '' }],
    ['after', { after: 'bm9uc2Vuc2U' }],
    ['after', { after: 'x'.repeat(10_000) }],
  ])('refuses a bad `%s`: %j', async (argument, variables) => {
    const { data, errors } = await acme.gateway.query(page, variables);

    expect(data).toEqual({ auditLogs: null });
    expect(errors).toMatchObject([
      { path: ['auditLogs'], extensions: { code: 'BAD_USER_INPUT', argument } },
    ]);
    expect(acme.coderCalls()).toEqual([]);
  });

  it('says so when the credential may not read the audit log', async () => {
    const member = await startAcme({ coder: { tokens: {} } });
    try {
      const { data, errors } = await member.gateway.query(page);

      expect(data).toEqual({ auditLogs: null });
      expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', upstream: 'CODER' });
    } finally {
      await member.close();
    }
  });

  it('costs no call for the people that rows embed', async () => {
    acme.coder.database.insert([auditLog(1, { user_id: dana.id }), auditLog(2)]);

    const { data } = await acme.gateway.query(everyField);

    expect(data?.auditLogs?.nodes).toHaveLength(2);
    expect(acme.coderCalls()).toHaveLength(1);
  });
});

/** The ids on all pages, checked for what every page promises. */
async function walk(acme: Acme, first: number, betweenPages: () => void): Promise<string[]> {
  const readPage = (cursor: string | null) => acme.gateway.query(page, { first, after: cursor });
  const walked: string[] = [];
  let after: string | null = null;
  let hasMore = true;
  while (hasMore) {
    const { data, errors }: Awaited<ReturnType<typeof readPage>> = await readPage(after);
    expect(errors).toBeUndefined();
    const { edges, nodes, pageInfo } = data!.auditLogs!;
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(pageInfo.hasPreviousPage).toBe(after !== null);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor);
    walked.push(...nodes.map(({ logId }) => logId));
    after = pageInfo.endCursor;
    hasMore = pageInfo.hasNextPage;
    betweenPages();
  }
  return walked;
}
