import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/schema/global-id.ts';
import { parseInstant } from '../src/feed/instant.ts';
import type { Instant } from '../src/feed/instant.ts';
import type { Acme } from './support/acme.ts';
import {
  auditEvent,
  auditLog,
  dana,
  gone,
  nilUuid,
  platform,
  startAcme,
  uuid,
} from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const ids = graphql(`
  query IdsOfEverything {
    auditLogs {
      nodes {
        id
        organization {
          id
        }
        actor {
          id
        }
      }
    }
    auditEvents {
      nodes {
        id
      }
    }
  }
`);

const node = graphql(`
  query AnyNode($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on AuditEntry {
        summary
      }
      ... on User {
        username
      }
      ... on Organization {
        name
      }
    }
  }
`);

const nodes = graphql(`
  query AnyNodes($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
    }
  }
`);

const at = parseInstant('2026-02-10T10:00:00.123456Z') as Instant;

describe('node', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme();
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.coder.database.remove(acme.coder.database.rows.map(({ id }) => id));
    acme.bindplane.trail.remove(acme.bindplane.trail.events.map(({ id }) => id));
    acme.coder.traffic.reset();
  });

  it('fetches everything again by the id that lists show', async () => {
    acme.coder.database.insert([auditLog(1, { organization_id: platform.id })]);
    acme.bindplane.trail.insert([auditEvent(1)]);
    const { data } = await acme.gateway.query(ids);
    const log = data!.auditLogs!.nodes[0]!;
    const event = data!.auditEvents!.nodes[0]!;

    const answers = await Promise.all(
      [log.id, event.id, log.actor!.id, log.organization!.id].map((id) =>
        acme.gateway.query(node, { id }),
      ),
    );

    expect(answers.map((answer) => answer.data?.node)).toEqual([
      { __typename: 'AuditLog', id: log.id, summary: 'dana updated template template-1' },
      {
        __typename: 'AuditEvent',
        id: event.id,
        summary: 'Dana Reyes modified source nginx in edge-prod, version 7',
      },
      { __typename: 'User', id: log.actor!.id, username: 'dana' },
      { __typename: 'Organization', id: log.organization!.id, name: 'platform' },
    ]);
  });

  it.each([
    ['a resource id alone', { request_id: nilUuid }],
    ['neither request id nor resource id', { request_id: nilUuid, resource_id: nilUuid }],
    ['a time that many rows share', {}],
  ])('finds the row of a log with %s', async (_what, fields) => {
    acme.coder.database.insert(
      Array.from({ length: 30 }, (_, index) => auditLog(index, { ...fields, status_code: index })),
    );
    const { data } = await acme.gateway.query(ids);
    const all = data!.auditLogs!.nodes.map(({ id }) => id);

    const answer = await acme.gateway.query(nodes, { ids: all });

    expect(answer.errors).toBeUndefined();
    expect(answer.data?.nodes).toEqual(all.map((id) => ({ __typename: 'AuditLog', id })));
  });

  it('fetches deleted users, too', async () => {
    const { data } = await acme.gateway.query(node, {
      id: encodeGlobalId({ type: 'User', id: gone.id }),
    });

    expect(data?.node).toMatchObject({ username: 'gone' });
  });

  it.each([
    [
      'AuditLog',
      { type: 'AuditLog', id: uuid('a', 9), at, requestId: uuid('c', 9), resourceId: null },
    ],
    ['AuditLog', { type: 'AuditLog', id: uuid('a', 9), at, requestId: null, resourceId: null }],
    ['AuditEvent', { type: 'AuditEvent', id: '01JPN3V6ZK2Q8W4T7R9X999999', at }],
    ['User', { type: 'User', id: uuid('d', 99) }],
    ['Organization', { type: 'Organization', id: uuid('e', 99) }],
  ] as const)('is null without error for an unknown %s', async (_type, globalId) => {
    const answer = await acme.gateway.query(node, { id: encodeGlobalId(globalId) });

    expect(answer).toEqual({ data: { node: null } });
  });

  it.each(['', 'nonsense', 'VXNlcjox', `User:${dana.id}`, '💣', 'x'.repeat(100_000)])(
    'refuses the malformed id %s',
    async (id) => {
      const { data, errors } = await acme.gateway.query(node, { id });

      expect(data).toEqual({ node: null });
      expect(errors).toMatchObject([
        { path: ['node'], extensions: { code: 'BAD_USER_INPUT', argument: 'id' } },
      ]);
      expect(acme.coderCalls()).toEqual([]);
    },
  );
});

describe('nodes', () => {
  let acme: Acme;
  const danaId = encodeGlobalId({ type: 'User', id: dana.id });

  beforeAll(async () => {
    acme = await startAcme();
  });

  afterAll(() => acme.close());

  beforeEach(() => acme.coder.traffic.reset());

  it('answers in order, with an error for a malformed id alone', async () => {
    const unknown = encodeGlobalId({ type: 'User', id: uuid('d', 99) });
    const platformId = encodeGlobalId({ type: 'Organization', id: platform.id });

    const { data, errors } = await acme.gateway.query(nodes, {
      ids: [danaId, 'nonsense', unknown, platformId],
    });

    expect(data?.nodes).toEqual([
      { __typename: 'User', id: danaId },
      null,
      null,
      { __typename: 'Organization', id: platformId },
    ]);
    expect(errors).toMatchObject([
      { path: ['nodes', 1], extensions: { code: 'BAD_USER_INPUT', argument: 'ids.1' } },
    ]);
  });

  it('fetches once what is asked for twice', async () => {
    const { data } = await acme.gateway.query(nodes, {
      ids: Array.from({ length: 100 }, () => danaId),
    });

    expect(data?.nodes).toHaveLength(100);
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('refuses more than 100 ids', async () => {
    const { errors } = await acme.gateway.query(nodes, {
      ids: Array.from({ length: 101 }, () => danaId),
    });

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'ids' });
    expect(acme.coderCalls()).toEqual([]);
  });
});
