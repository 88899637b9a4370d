import { describe, expect, it } from 'vitest';
import type { UserKey } from '../../src/upstream/entry/filter-values.ts';
import { actorOf, findActor } from '../../src/upstream/coder/actor.ts';
import { filterRefusal } from '../../src/upstream/coder/filter-refusal.ts';
import type { CoderAuditLog, CoderUser } from '../../src/upstream/coder/model.ts';

const alice: CoderUser = { id: 'id-alice', username: 'Alice', email: 'Alice@Example.com' };
const zoe: CoderUser = { id: 'id-zoe', username: 'Zoë Q', email: 'zoe@example.com' };
const me: CoderUser = { id: 'id-me', username: 'me', email: 'me@example.com' };
const gone: CoderUser = { id: 'id-gone', username: 'bob', email: 'bob@example.com' };
const goneWithCapitals: CoderUser = { id: 'id-caps', username: 'caps', email: 'Caps@Example.com' };
const goneService: CoderUser = { id: 'id-service', username: 'svc', email: null };
const newBob: CoderUser = { id: 'id-bob', username: 'Bob', email: 'bob@example.com' };

const refuse = filterRefusal('filter', undefined);

describe('findActor', () => {
  it.each([
    ['a living user by name', { username: 'ALICE' }, alice, { username: 'Alice' }, false],
    ['a living user by id', { userId: 'id-alice' }, alice, { username: 'Alice' }, false],
    [
      'a user whose e-mail has capitals',
      { email: 'alice@example.com' },
      alice,
      { username: 'Alice' },
      false,
    ],
    ['a name with a space', { username: 'zoë q' }, zoe, { username: '"Zoë Q"' }, false],
    ['a user named me', { username: 'ME' }, me, { email: 'me@example.com' }, true],
    ['the caller', 'me', alice, { username: 'Alice' }, false],
    ['a deleted user by id', { userId: 'id-gone' }, gone, { email: 'bob@example.com' }, true],
    ['a deleted user whose e-mail has capitals', { userId: 'id-caps' }, goneWithCapitals, {}, true],
    ['a deleted user without e-mail', { userId: 'id-service' }, goneService, {}, true],
  ] as [string, UserKey | 'me', CoderUser, object, boolean][])(
    'finds %s',
    async (_, key, user, terms, isApproximate) => {
      const { people, asked } = peopleOf({ living: [alice, zoe, me, newBob] });

      expect(await findActor(people, key, refuse)).toEqual({ user, terms, isApproximate });
      expect(asked).toEqual([]);
    },
  );

  it('tells a deleted user from a living one who took the name', async () => {
    const { people } = peopleOf({ living: [newBob] });

    expect(await findActor(people, { username: 'bob' }, refuse)).toMatchObject({
      user: newBob,
      isApproximate: false,
    });
    expect(await actorOf(people, gone)).toMatchObject({ user: gone, isApproximate: true });
  });

  it.each([
    ['e-mail', { email: 'Bob@example.com' }, 'email:Bob@example.com', true],
    ['name, hidden from the caller', { username: 'bob' }, 'username:bob', false],
  ] as [string, UserKey, string, boolean][])(
    'finds a person by a row that has their %s',
    async (_, key, q, isApproximate) => {
      const { people, asked } = peopleOf({ living: [], rows: [{ user: gone } as CoderAuditLog] });

      const actor = await findActor(people, key, refuse);

      expect(actor).toMatchObject({ user: gone, isApproximate });
      expect(asked).toEqual([{ q, limit: 1, offset: 0 }]);
    },
  );

  it.each([
    [{ username: 'nobody' }, 3],
    [{ email: 'nobody@example.com' }, 3],
    [{ userId: 'id-nobody' }, 0],
    [{ username: 'me' }, 2],
    [{ username: '"' }, 2],
  ] as [UserKey, number][])('refuses nobody: %o, after %i calls', async (key, calls) => {
    const { people, asked } = peopleOf({ living: [alice] });

    await expect(findActor(people, key, refuse)).rejects.toMatchObject({
      name: 'InvalidArgumentError',
      argument: 'filter.actor',
    });
    expect(asked.length).toBe(calls);
  });
});

function peopleOf({
  living,
  rows = [],
}: {
  readonly living: readonly CoderUser[];
  readonly rows?: readonly CoderAuditLog[];
}) {
  const asked: object[] = [];
  const all = [...living, gone, goneWithCapitals, goneService];
  const byText = (field: 'username' | 'email', text: string) =>
    living.find((user) => user[field]?.toLowerCase() === text.toLowerCase());
  const people = {
    client: {
      me: async () => alice,
      auditLogs: async (query: object) => {
        asked.push(query);
        return { rows, count: rows.length, countCap: 2000 };
      },
    },
    users: {
      byId: async (id: string) => all.find((user) => user.id === id),
      byUsername: async (name: string) => byText('username', name),
      byEmail: async (email: string) => byText('email', email),
    },
  };
  return { people, asked };
}
