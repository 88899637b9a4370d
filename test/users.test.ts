import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/schema/global-id.ts';
import type { Acme } from './support/acme.ts';
import {
  auditLog,
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
} from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const everyField = graphql(`
  query EveryFieldOfUser($by: AuditUserBy!) {
    user(by: $by) {
      id
      userId
      username
      name
      email
      avatarUrl
      status
      loginType
      createdAt
      updatedAt
      lastSeenAt
      isServiceAccount
      hasAiSeat
      roles {
        name
        displayName
        organizationId
      }
      organizations {
        name
      }
    }
  }
`);

const userId = graphql(`
  query UserBy($by: AuditUserBy!) {
    user(by: $by) {
      userId
    }
  }
`);

const viewer = graphql(`
  query Viewer {
    viewer {
      username
      roles {
        name
      }
    }
  }
`);

const embedded = graphql(`
  query EmbeddedActors {
    auditLogs(first: 100) {
      nodes {
        actor {
          id
          username
          email
          lastSeenAt
          roles {
            name
          }
        }
      }
    }
  }
`);

const loaded = graphql(`
  query LoadedActors {
    auditLogs(first: 100) {
      nodes {
        actor {
          username
          isServiceAccount
          hasAiSeat
          organizations {
            name
            description
          }
        }
      }
    }
  }
`);

describe('user', () => {
  let acme: Acme;
  const me = user(7, 'me');
  const seated = { ...robot, has_ai_seat: true };

  beforeAll(async () => {
    acme = await startAcme({ coder: { users: [owner, dana, seated, gone, me] } });
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.coder.database.remove(acme.coder.database.rows.map(({ id }) => id));
    acme.coder.traffic.reset();
  });

  it('shows every field as Coder has it', async () => {
    const { data, errors } = await acme.gateway.query(everyField, { by: { userId: dana.id } });

    expect(errors).toBeUndefined();
    expect(data?.user).toEqual({
      id: encodeGlobalId({ type: 'User', id: dana.id }),
      userId: dana.id,
      username: 'dana',
      name: 'Dana Reyes',
      email: 'Dana.Reyes@example.com',
      avatarUrl: null,
      status: 'active',
      loginType: 'oidc',
      createdAt: '2025-01-01T09:00:00.000001Z',
      updatedAt: '2025-06-01T09:00:00Z',
      lastSeenAt: '2026-02-28T08:30:00Z',
      isServiceAccount: false,
      hasAiSeat: false,
      roles: [],
      organizations: [{ name: 'platform' }, { name: 'research' }],
    });
  });

  it.each([
    ['id', { id: encodeGlobalId({ type: 'User', id: dana.id }) }],
    ['userId', { userId: dana.id.toUpperCase() }],
    ['username', { username: 'DANA' }],
    ['email', { email: 'dana.reyes@EXAMPLE.com' }],
  ])('is found by %s', async (_field, by) => {
    const { data } = await acme.gateway.query(userId, { by });

    expect(data?.user).toEqual({ userId: dana.id });
  });

  it('takes no name for the caller', async () => {
    const { data } = await acme.gateway.query(userId, { by: { username: 'me' } });

    expect(data?.user).toEqual({ userId: me.id });
  });

  it.each([
    { userId: uuid('d', 99) },
    { username: 'nobody' },
    { username: gone.username },
    { email: 'reyes@example.com' },
    { id: encodeGlobalId({ type: 'User', id: uuid('d', 99) }) },
  ])('is null for %j', async (by) => {
    const answer = await acme.gateway.query(userId, { by });

    expect(answer).toEqual({ data: { user: null } });
  });

  it.each([
    ['by.username', { username: '' }],
    ['by.email', { email: ' ' }],
    ['by.userId', { userId: nilUuid }],
    ['by.id', { id: 'nonsense' }],
    ['by.id', { id: encodeGlobalId({ type: 'Organization', id: platform.id }) }],
  ])('refuses %s in %j', async (argument, by) => {
    const { errors } = await acme.gateway.query(userId, { by });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument });
    expect(acme.coderCalls()).toEqual([]);
  });

  it.each([{}, { username: 'dana', email: 'dana@example.com' }, { username: null }])(
    'refuses %j, which is not one way',
    async (by) => {
      const { errors } = await acme.gateway.query(userId, { by: by as { username: string } });

      expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    },
  );

  it('is the viewer when asked whose credential this is', async () => {
    const { data } = await acme.gateway.query(viewer);

    expect(data?.viewer).toEqual({ username: 'olga', roles: [{ name: 'owner' }] });
  });

  it('costs no call when a row embeds it', async () => {
    acme.coder.database.insert([auditLog(1, { user_id: owner.id }), auditLog(2), auditLog(3)]);

    const { data } = await acme.gateway.query(embedded);

    expect(data?.auditLogs?.nodes[2]?.actor).toEqual({
      id: encodeGlobalId({ type: 'User', id: owner.id }),
      username: 'olga',
      email: 'olga@example.com',
      lastSeenAt: '2026-02-28T08:30:00Z',
      roles: [{ name: 'owner' }],
    });
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('loads what rows get wrong in one call a person and one for the organizations', async () => {
    const people = [robot, gone, dana, dana, robot];
    acme.coder.database.insert(
      people.map(({ id }, index) =>
        auditLog(index, { user_id: id, time: `2026-02-10T10:00:0${9 - index}Z` }),
      ),
    );

    const { data, errors } = await acme.gateway.query(loaded);

    expect(errors).toBeUndefined();
    const platformOnly = [{ name: 'platform', description: 'The platform team' }];
    expect(data?.auditLogs?.nodes.map(({ actor }) => actor)).toMatchObject([
      { username: 'robot', isServiceAccount: true, hasAiSeat: true, organizations: platformOnly },
      { username: 'gone', isServiceAccount: false, hasAiSeat: false, organizations: platformOnly },
      {
        username: 'dana',
        isServiceAccount: false,
        organizations: [{ name: 'platform' }, { name: 'research' }],
      },
      { username: 'dana' },
      { username: 'robot' },
    ]);
    expect(acme.coderCalls().toSorted().slice(1)).toEqual([
      '/api/v2/organizations',
      `/api/v2/users/${dana.id}`,
      `/api/v2/users/${robot.id}`,
      `/api/v2/users/${gone.id}`,
    ]);
  });

  it('has no word of a seat where Coder knows none', async () => {
    const older = await startAcme({ coder: { version: '2.30.9' } });
    try {
      const { data } = await older.gateway.query(everyField, { by: { userId: dana.id } });

      expect(data?.user).toMatchObject({ isServiceAccount: false, hasAiSeat: null });
    } finally {
      await older.close();
    }
  });

  it('shows the organizations of nobody in any as empty', async () => {
    acme.coder.database.users.set(me.id, { ...me, organization_ids: [] });

    const { data } = await acme.gateway.query(everyField, { by: { userId: me.id } });

    expect(data?.user?.organizations).toEqual([]);
  });

  it('leaves out organizations that the caller may not read', async () => {
    acme.coder.database.organizations.delete(research.id);

    const { data } = await acme.gateway.query(everyField, { by: { userId: dana.id } });

    expect(data?.user?.organizations).toEqual([{ name: 'platform' }]);
  });
});
