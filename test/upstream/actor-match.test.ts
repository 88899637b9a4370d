import { describe, expect, it } from 'vitest';
import { bindplaneNames, matchActor } from '../../src/upstream/trail/actor-match.ts';
import type { BindplaneUser } from '../../src/upstream/bindplane/model.ts';

const users = [
  user('01A', 'dana@example.com', 'Dana Reyes', ['dana@example.com']),
  user('01B', 'lee', 'Lee', ['Lee@Example.com']),
  user('01C', 'sam1', 'Sam Ito', ['sam1@example.com']),
  user('01D', 'sam2', ' SAM ITO ', ['sam2@example.com']),
  user('01E', 'zoe', 'Zoë Ångström', ['zoe@example.com']),
  user('01F', 'robot', null, []),
  user('01G', 'two', 'Two Mails', ['two@example.com', 'deux@example.com']),
  user('01H', 'twin-a', '   ', ['twin@example.com']),
  user('01I', 'twin-b', '', ['twin@example.com']),
  user('01J', 'borrower', 'kim@example.com', ['other@example.com']),
  user('01K', 'kim', 'Kim', ['kim@example.com']),
];

function user(
  id: string,
  name: string | null,
  displayName: string | null,
  emails: readonly string[],
): BindplaneUser {
  return { id, name, displayName, emails };
}

describe('matchActor', () => {
  it.each([
    ['an e-mail', 'Nobody@Example.com', 'Nobody@Example.com'],
    ['an e-mail with spaces around it', ' dana@example.com ', 'dana@example.com'],
    ['a display name', 'Dana Reyes', 'dana@example.com'],
    ['a display name in other case and spacing', ' dana REYES ', 'dana@example.com'],
    ['accents composed differently', 'zoe\u0308 a\u030angstro\u0308m', 'zoe@example.com'],
    ['a login', 'lee', 'lee@example.com'],
    ['an id', '01C', 'sam1@example.com'],
    ['a name of two users', 'Sam Ito', undefined],
    ['a user without e-mail', 'robot', undefined],
    ['a user of two e-mails', 'Two Mails', undefined],
    ['part of a name', 'Dana', undefined],
    ['nobody', 'Mallory', undefined],
    ['the empty text', '', undefined],
    ['blanks', '   ', undefined],
    ['null', null, undefined],
  ])('of %s', (_name, text, expected) => {
    expect(matchActor(text, users)).toBe(expected);
  });
});

describe('bindplaneNames', () => {
  it.each([
    ['name and e-mail alike', 'dana@example.com', ['dana@example.com', 'Dana Reyes']],
    ['any case', 'LEE@example.COM', ['Lee', 'LEE@example.COM']],
    ['accents', 'zoe@example.com', ['zoe', 'Zoë Ångström', 'zoe@example.com']],
    ['one of two e-mails', 'deux@example.com', ['two', 'Two Mails', 'deux@example.com']],
    ['a display name that another has too', 'sam1@example.com', undefined],
    ['an e-mail of two users', 'twin@example.com', undefined],
    ['an e-mail that another is called', 'kim@example.com', undefined],
    ['an e-mail of nobody', 'mallory@example.com', ['mallory@example.com']],
    ['no e-mail', '', undefined],
  ])('of %s', (_name, email, expected) => {
    expect(bindplaneNames(email, users)?.names).toEqual(expected);
  });

  it('knows whether anybody has the e-mail', () => {
    expect(bindplaneNames('LEE@example.com', users)?.hasAccount).toBe(true);
    expect(bindplaneNames('mallory@example.com', users)?.hasAccount).toBe(false);
    expect(bindplaneNames('kim@example.com', users.slice(0, -1))).toBeUndefined();
  });
});
