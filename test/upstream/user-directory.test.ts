import { describe, expect, it } from 'vitest';
import type { CoderUser } from '../../src/upstream/coder/model.ts';
import { createUserDirectory } from '../../src/upstream/coder/users.ts';
import {
  UpstreamBadResponseError,
  UpstreamUnavailableError,
} from '../../src/upstream/door/upstream-error.ts';

const place = { upstream: 'CODER' } as const;
const living = Array.from({ length: 30 }, (_item, index) => person(index, `user${index}`));
const deleted = Array.from({ length: 5 }, (_item, index) => person(100 + index, `gone${index}`));

function person(index: number, username: string, email = `${username}@example.com`): CoderUser {
  return { id: `75bb4eb7-8302-4580-82bc-${String(index).padStart(12, '0')}`, username, email };
}

/** A client over those people, with the users endpoints' rules, that notes what it was asked. */
function startDirectory(people: readonly CoderUser[] = living) {
  const calls: string[] = [];
  let running = 0;
  let mostRunning = 0;
  const failures = new Map<string, Error>();
  async function answer<T>(call: string, compute: () => T): Promise<T> {
    calls.push(call);
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    await Promise.resolve();
    running -= 1;
    const failure = failures.get(call);
    if (failure) throw failure;
    return compute();
  }
  const directory = createUserDirectory({
    user: (key) =>
      answer(`user ${key}`, () =>
        key === 'me'
          ? living[0]
          : ([...people, ...deleted].find(({ id }) => id === key) ??
            people.find(({ username }) => username.toLowerCase() === key.toLowerCase())),
      ),
    users: (q) =>
      answer(q === undefined ? 'list' : `list ${q}`, () => {
        const part = q?.slice('search:'.length).replaceAll('"', '').toLowerCase() ?? '';
        return people.filter(({ username, email }) =>
          `${username} ${email}`.toLowerCase().includes(part),
        );
      }),
  });
  return { directory, calls, failures, mostRunning: () => mostRunning };
}

const ids = (users: readonly CoderUser[]) => users.map(({ id }) => id);

describe('a user directory', () => {
  it('asks for up to eight people one by one, each once', async () => {
    const { directory, calls } = startDirectory();
    const eight = living.slice(0, 8);

    const found = await Promise.all(
      [...ids(eight), ...ids(eight)].map((id) => directory.byId(id.toUpperCase())),
    );

    expect(found).toEqual([...eight, ...eight]);
    expect(calls).toEqual(ids(eight).map((id) => `user ${id}`));
  });

  it('reads the list for nine, and asks for those it lacks', async () => {
    const { directory, calls } = startDirectory();
    const nine = [...living.slice(0, 7), ...deleted.slice(0, 2)];

    const found = await Promise.all(ids(nine).map((id) => directory.byId(id)));

    expect(found).toEqual(nine);
    expect(calls).toEqual(['list', ...ids(deleted.slice(0, 2)).map((id) => `user ${id}`)]);
  });

  it('counts the people of the whole request, and reads the list once', async () => {
    const { directory, calls } = startDirectory();

    await Promise.all(ids(living.slice(0, 5)).map((id) => directory.byId(id)));
    await Promise.all(ids(living.slice(5, 10)).map((id) => directory.byId(id)));
    await Promise.all(ids(living.slice(10, 30)).map((id) => directory.byId(id)));
    await directory.byEmail('USER29@example.com');

    expect(calls).toHaveLength(6);
    expect(calls.filter((call) => call === 'list')).toHaveLength(1);
  });

  it('asks one by one when the list is too large, eight at a time', async () => {
    const { directory, calls, failures, mostRunning } = startDirectory();
    failures.set('list', new UpstreamBadResponseError('Too large.', place, 'TOO_LARGE'));

    const found = await Promise.all(ids(living).map((id) => directory.byId(id)));

    expect(found).toEqual(living);
    expect(calls).toHaveLength(31);
    expect(mostRunning()).toBe(8);
  });

  it('mixes ids, names and e-mails in one batch', async () => {
    const { directory, calls } = startDirectory();

    const found = await Promise.all([
      directory.byId(living[1]!.id),
      directory.byUsername('USER2'),
      directory.byEmail('user3@EXAMPLE.com'),
      directory.byUsername('nobody'),
      directory.byEmail('nobody@example.com'),
    ]);

    expect(found).toEqual([living[1], living[2], living[3], undefined, undefined]);
    expect(calls).toEqual([
      `user ${living[1]!.id}`,
      'user user2',
      'list search:user3@example.com',
      'user nobody',
      'list search:nobody@example.com',
    ]);
  });

  it('takes an e-mail only when it is exactly the same', async () => {
    const { directory } = startDirectory([
      person(1, 'axb', 'axb@example.com'),
      person(2, 'long', 'a_b@example.com.au'),
    ]);

    expect(await directory.byEmail('a_b@example.com')).toBeUndefined();
  });

  it('finds an e-mail that the search cannot express in the list', async () => {
    const odd = person(1, 'odd', 'o\\"d@example.com');
    const { directory, calls } = startDirectory([odd]);

    expect(await directory.byEmail('O\\"D@example.com')).toEqual(odd);
    expect(calls).toEqual(['list']);
  });

  it('makes no call for what nobody can have', async () => {
    const { directory, calls } = startDirectory();

    const found = await Promise.all([
      directory.byId('me'),
      directory.byId('user1'),
      directory.byId('00000000-0000-0000-0000-000000000000'),
      directory.byUsername(''),
      directory.byEmail('user1'),
      directory.byEmail(''),
    ]);

    expect(found).toEqual(Array.from({ length: 6 }, () => undefined));
    expect(calls).toEqual([]);
  });

  it('does not take the caller for a user named me, nor a name for an id', async () => {
    const named = person(7, 'me', 'me@other.org');
    const hex = person(8, 'a'.repeat(32));
    const { directory, calls } = startDirectory([...living, named, hex]);

    expect(await directory.byUsername('me')).toEqual(named);
    expect(await directory.byUsername('A'.repeat(32))).toEqual(hex);
    expect(await directory.byUsername(living[0]!.id)).toBeUndefined();
    expect(calls[0]).toBe('list search:me');
  });

  it.each(['first', 'Roles', 'authmethods', 'oauth2', 'otp'])(
    'does not take the endpoint /users/%s for a user',
    async (name) => {
      const named = person(7, name);
      const { directory, calls } = startDirectory([...living, named]);

      expect(await directory.byUsername(name)).toEqual(named);
      expect(calls).toEqual([`list search:${name.toLowerCase()}`]);
    },
  );

  it("keeps one key's failure from the others", async () => {
    const { directory, failures } = startDirectory();
    const failure = new UpstreamUnavailableError('Down.', place);
    failures.set('user user2', failure);

    const [first, second] = await Promise.allSettled([
      directory.byUsername('user1'),
      directory.byUsername('user2'),
    ]);

    expect(first).toEqual({ status: 'fulfilled', value: living[1] });
    expect(second).toEqual({ status: 'rejected', reason: failure });
  });

  it('fails for every key when the list fails', async () => {
    const { directory, failures } = startDirectory();
    failures.set('list', new UpstreamUnavailableError('Down.', place));

    const found = await Promise.allSettled(ids(living).map((id) => directory.byId(id)));

    expect(found.every(({ status }) => status === 'rejected')).toBe(true);
  });
});
