import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseInstant } from '../../src/feed/instant.ts';
import type { Instant } from '../../src/feed/instant.ts';
import { encodeGlobalId } from '../../src/schema/global-id.ts';
import type { Acme } from '../support/acme.ts';
import {
  auditEvent,
  auditLog,
  coderToken,
  dana,
  gone,
  nilUuid,
  owner,
  platform,
  research,
  robot,
  startAcme,
  user,
  uuid,
} from '../support/acme.ts';
import { startGateway } from '../support/gateway.ts';

const entities = `
  query Entities($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename
      ... on AuditLog {
        logId
      }
      ... on AuditEvent {
        eventId
      }
      ... on User {
        username
      }
      ... on Organization {
        name
      }
    }
  }
`;

const nodes = `
  query Nodes($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
    }
  }
`;

const at = parseInstant('2026-02-10T10:00:00.123456Z') as Instant;
const crowd = Array.from({ length: 120 }, (_item, index) => user(100 + index, `person${index}`));

function logId(number: number): string {
  return encodeGlobalId({
    type: 'AuditLog',
    id: uuid('a', number),
    at,
    requestId: uuid('c', number),
    resourceId: null,
  });
}

function eventId(number: number): string {
  const { id, timestamp } = auditEvent(number);
  return encodeGlobalId({ type: 'AuditEvent', id, at: parseInstant(timestamp) as Instant });
}

describe('_entities', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme({
      coder: {
        users: [owner, dana, robot, gone, ...crowd],
        auditLogs: Array.from({ length: 150 }, (_item, index) => auditLog(index)),
      },
      bindplane: { events: [auditEvent(1), auditEvent(2)] },
    });
    await acme.gateway.query('{ auditEvents { nodes { id } } }');
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.coder.faults.clear();
    acme.coder.traffic.reset();
    acme.bindplane.traffic.reset();
  });

  const ask = (representations: unknown) => acme.gateway.query(entities, { representations });

  it('finds every type by each of its keys, in order', async () => {
    const answer = await ask([
      { __typename: 'User', email: 'dana.REYES@example.com' },
      { __typename: 'AuditLog', id: logId(7) },
      { __typename: 'Organization', name: 'Research' },
      { __typename: 'AuditEvent', id: eventId(2) },
      { __typename: 'User', userId: gone.id.toUpperCase() },
      { __typename: 'Organization', organizationId: platform.id },
    ]);

    expect(answer).toEqual({
      data: {
        _entities: [
          { __typename: 'User', username: 'dana' },
          { __typename: 'AuditLog', logId: uuid('a', 7) },
          { __typename: 'Organization', name: 'research' },
          { __typename: 'AuditEvent', eventId: auditEvent(2).id },
          { __typename: 'User', username: 'gone' },
          { __typename: 'Organization', name: 'platform' },
        ],
      },
    });
  });

  it('takes representations written into the query', async () => {
    const { data } = await acme.gateway.query(
      `{ _entities(representations: [{ __typename: "User", userId: "${dana.id}" }]) { ... on User { username } } }`,
    );

    expect(data).toEqual({ _entities: [{ username: 'dana' }] });
  });

  it.each([
    ['User', {}],
    ['User', { userId: null }],
    ['User', { email: null }],
    ['User', { email: '' }],
    ['User', { userId: nilUuid }],
    ['User', { userId: 'nonsense' }],
    ['User', { userId: 5, email: ['dana'] }],
    ['User', { email: 'dana' }],
    ['User', { username: 'dana' }],
    ['Organization', { name: '' }],
    ['Organization', { organizationId: nilUuid }],
    ['Organization', { name: { a: 1 } }],
    ['AuditLog', {}],
    ['AuditLog', { id: null }],
    ['AuditLog', { id: '' }],
    ['AuditLog', { id: 'nonsense' }],
    ['AuditLog', { id: eventId(1) }],
    ['AuditEvent', { id: logId(1) }],
    ['AuditEvent', { id: ['x'] }],
  ])('is null for a %s of %j, without a call', async (type, keys) => {
    const answer = await ask([{ __typename: type, ...keys }]);

    expect(answer).toEqual({ data: { _entities: [null] } });
    expect([...acme.coderCalls(), ...acme.bindplaneCalls()]).toEqual([]);
  });

  it.each([
    ['User', { userId: uuid('d', 99) }],
    ['User', { email: 'reyes@example.com' }],
    ['User', { email: gone.email }],
    ['Organization', { name: 'default' }],
    ['Organization', { organizationId: uuid('e', 99) }],
    ['AuditLog', { id: logId(999) }],
    ['AuditEvent', { id: eventId(999) }],
  ])('is null for a %s of %j that nobody has', async (type, keys) => {
    expect(await ask([{ __typename: type, ...keys }])).toEqual({ data: { _entities: [null] } });
  });

  it.each([
    {},
    'User',
    5,
    [],
    { __typename: 'Team' },
    { __typename: 'toString' },
    { __typename: 1 },
  ])('refuses %j alone', async (representation) => {
    const { data, errors } = await ask([representation, { __typename: 'User', userId: dana.id }]);

    expect(data).toEqual({ _entities: [null, { __typename: 'User', username: 'dana' }] });
    expect(errors).toMatchObject([
      {
        path: ['_entities', 0],
        extensions: { code: 'BAD_USER_INPUT', argument: 'representations.0' },
      },
    ]);
  });

  it.each([null, 'x', [null]])('refuses %j as the list', async (representations) => {
    const { errors } = await ask(representations);

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('loads people by all their keys in one batch', async () => {
    const byId = crowd.slice(0, 60).map(({ id }) => ({ __typename: 'User', userId: id }));
    const byEmail = crowd.slice(40, 100).map(({ email }) => ({ __typename: 'User', email }));

    const { data, errors } = await ask([...byId, ...byEmail]);

    expect(errors).toBeUndefined();
    expect(data?.['_entities']).toEqual(
      [...crowd.slice(0, 60), ...crowd.slice(40, 100)].map(({ username }) => ({
        __typename: 'User',
        username,
      })),
    );
    expect(acme.coderCalls()).toEqual(['/api/v2/users?limit=0']);
  });

  it('loads organizations in one call', async () => {
    await ask([
      { __typename: 'Organization', name: 'platform' },
      { __typename: 'Organization', organizationId: research.id },
      { __typename: 'Organization', name: 'nobody' },
    ]);

    expect(acme.coderCalls()).toEqual(['/api/v2/organizations']);
  });

  it('asks no more for 100 references than `nodes` asks for 100 ids', async () => {
    const hundred = Array.from({ length: 100 }, (_item, index) => index);
    for (const [type, ids] of [
      ['AuditLog', hundred.map(logId)],
      ['AuditEvent', hundred.map(eventId)],
    ] as const) {
      await acme.gateway.query(nodes, { ids });
      const asked = acme.coderCalls().length + acme.bindplaneCalls().length;
      await ask(ids.map((id) => ({ __typename: type, id })));
      expect(acme.coderCalls().length + acme.bindplaneCalls().length).toBeLessThanOrEqual(asked);
    }
    const people = crowd.slice(0, 100).map(({ id }) => id);
    await acme.gateway.query(nodes, {
      ids: people.map((id) => encodeGlobalId({ type: 'User', id })),
    });
    expect(acme.coderCalls()).toHaveLength(1);
    await ask(people.map((userId) => ({ __typename: 'User', userId })));
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('looks once for an entry that is referred to twice', async () => {
    const { data } = await ask(
      Array.from({ length: 150 }, () => ({ __typename: 'AuditLog', id: logId(1) })),
    );

    expect(data?.['_entities']).toHaveLength(150);
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('looks for 100 entries and refuses the others alone', async () => {
    const { data, errors } = await ask([
      ...Array.from({ length: 101 }, (_item, index) => ({
        __typename: 'AuditLog',
        id: logId(index),
      })),
      { __typename: 'User', userId: dana.id },
    ]);

    expect(data?.['_entities']).toMatchObject([
      ...Array.from({ length: 100 }, () => ({ __typename: 'AuditLog' })),
      null,
      { __typename: 'User' },
    ]);
    expect(errors).toMatchObject([{ path: ['_entities', 100] }]);
    expect(errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'representations.100',
    });
  });

  it('refuses more than 1000 references', async () => {
    const { errors } = await ask(
      Array.from({ length: 1001 }, () => ({ __typename: 'User', email: 'x@example.com' })),
    );

    expect(errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'representations',
    });
    expect(acme.coderCalls()).toEqual([]);
  });

  it("tells an upstream's failure at its items, and answers the others", async () => {
    acme.coder.faults.rule(({ path }) =>
      path.includes('/users') ? { kind: 'status', status: 503 } : undefined,
    );

    const { data, errors } = await ask([
      { __typename: 'User', userId: dana.id },
      { __typename: 'Organization', name: 'platform' },
      { __typename: 'User', email: 'nobody' },
      { __typename: 'User', email: 'dana.reyes@example.com' },
    ]);

    expect(data).toEqual({
      _entities: [null, { __typename: 'Organization', name: 'platform' }, null, null],
    });
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['_entities', 0], { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' }],
      [['_entities', 3], { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' }],
    ]);
  });

  it("uses the caller's own credential", async () => {
    const gateway = await startGateway({ coder: { url: acme.coder.url } });
    const representations = [{ __typename: 'User', userId: dana.id }];

    const without = await gateway.query(entities, { representations });
    const own = await gateway.query(
      entities,
      { representations },
      { 'Coder-Session-Token': coderToken },
    );

    expect(without.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', upstream: 'CODER' });
    expect(own).toEqual({ data: { _entities: [{ __typename: 'User', username: 'dana' }] } });
    await gateway.close();
  });
});
