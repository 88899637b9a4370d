import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as bindplane from '../../src/upstream/bindplane/decode.ts';
import { AnswerBody } from '../../src/upstream/json/answer-body.ts';
import { readRows } from '../../src/upstream/json/json-rows.ts';
import { JsonShapeError } from '../../src/upstream/json/require-json.ts';
import { atOnce } from '../../src/upstream/json/steps.ts';
import { anyJsonAnywhere } from '../support/any-json-anywhere.ts';
import { readWhole } from '../support/read-whole.ts';

const { decodeVersion } = bindplane;
const decodeUsers = (body: unknown) => atOnce(bindplane.decodeUsers(body));
const decodeAuditPage = (body: unknown) => readWhole(atOnce(bindplane.decodeAuditPage(body)));

const event = {
  id: '01JPN3V6ZK2Q8W4T7R9XEYBCDF',
  timestamp: '2025-03-18T18:21:09.123456Z',
  resourceKind: 'Source',
  resourceName: 'nginx',
  description: '',
  configuration: 'edge-prod:7',
  action: 'Modified',
  user: 'Dana Reyes',
  account: '01HZX0M5Q3J7N9C1V2B4K6T8RW',
};

const decoded = {
  ...event,
  eventId: event.id,
  at: '2025-03-18T18:21:09.123456000',
  description: null,
};

const digest = /^[0-9a-f]{32}$/;

function decodeEvents(...events: readonly unknown[]) {
  return decodeAuditPage({ auditEvents: events }).events;
}

describe('a page', () => {
  it.each([
    ['a bare array', [event], 1],
    ['an object with the array', { auditEvents: [event] }, 1],
    ['an object with other keys too', { auditEvents: [event], next: null }, 1],
    ['an empty array', [], 0],
    ['an object with an empty array', { auditEvents: [] }, 0],
    ['an object with null', { auditEvents: null }, 0],
    ['an empty object', {}, 0],
    ['null', null, 0],
  ])('comes as %s', (_form, body, received) => {
    expect(decodeAuditPage(body)).toEqual({
      events: received === 1 ? [decoded] : [],
      received,
      skipped: 0,
    });
  });

  it.each([
    ['text', 'the body is a string'],
    [5, 'the body is a number'],
    [true, 'the body is a boolean'],
    [{ events: [] }, 'auditEvents is missing'],
    [{ errors: ['no'] }, 'auditEvents is missing'],
    [{ auditEvents: 'none' }, 'auditEvents is a string'],
    [{ auditEvents: {} }, 'auditEvents is an object'],
  ])('is never read from %j', (body, message) => {
    expect(() => decodeAuditPage(body)).toThrow(new JsonShapeError(message));
  });
});

describe('an event', () => {
  it('needs nothing but its timestamp', () => {
    const [bare] = decodeEvents({ timestamp: '2025-03-18T20:21:09+02:00', unknown: {} });

    expect(bare).toEqual({
      id: expect.stringMatching(digest) as string,
      eventId: null,
      at: '2025-03-18T18:21:09.000000000',
      timestamp: '2025-03-18T18:21:09Z',
      action: '',
      resourceKind: '',
      resourceName: null,
      user: null,
      description: null,
      configuration: null,
      account: null,
    });
  });

  it('is skipped and counted without a readable timestamp', () => {
    const page = decodeAuditPage([
      { ...event, timestamp: undefined },
      { ...event, timestamp: 'yesterday' },
      { ...event, timestamp: '0001-01-01T00:00:00Z' },
      { ...event, timestamp: 1_742_322_069 },
      null,
      'event',
      event,
    ]);

    expect(page).toEqual({ events: [decoded], received: 7, skipped: 6 });
  });

  it.each([
    ['missing', undefined, null],
    ['empty', '', null],
    ['too long', 'x'.repeat(65), 'x'.repeat(65)],
    ['not ASCII', 'é', 'é'],
    ['with a control character', 'a\nb', 'a\nb'],
    ['no text', 7, null],
  ])('gets a digest for an id that is %s, the same everywhere', (_how, id, eventId) => {
    const [first] = decodeEvents({ ...event, id });
    const [, again] = decodeEvents(event, { ...event, id });
    const [other] = decodeEvents({ ...event, id, resourceName: 'apache' });

    expect(first).toMatchObject({ id: expect.stringMatching(digest) as string, eventId });
    expect(again?.id).toBe(first?.id);
    expect(other?.id).not.toBe(first?.id);
  });

  it('is told apart from another of the same id and instant', () => {
    const other = { ...event, resourceName: 'apache' };

    const events = decodeEvents(event, other, event);
    const ids = events.map(({ id }) => id);

    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toBe(ids[2]);
    expect(decodeEvents(other, event).map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(events.map(({ eventId }) => eventId)).toEqual([event.id, event.id, event.id]);
  });

  it('that is sent twice stays the same', () => {
    expect(decodeEvents(event, event)).toEqual([decoded, decoded]);
  });
});

describe('users', () => {
  const id = '01HZX0M5Q3J7N9C1V2B4K6T8RW';

  it.each([
    ['nothing but an id', { metadata: { id } }, { id, name: null, displayName: null, emails: [] }],
    [
      'an e-mail for a name',
      { metadata: { id, name: 'a@b.c', displayName: 'A' }, spec: {} },
      { id, name: 'a@b.c', displayName: 'A', emails: ['a@b.c'] },
    ],
    [
      'e-mails in the spec, once each',
      { metadata: { id, name: 'a' }, spec: { email: 'a@b.c', emails: ['a@b.c', 'd@e.f', 5] } },
      { id, name: 'a', displayName: null, emails: ['a@b.c', 'd@e.f'] },
    ],
    [
      "another's e-mail",
      { metadata: { id, name: 'a' }, spec: { invitedBy: 'boss@b.c', managerEmail: 'boss@b.c' } },
      { id, name: 'a', displayName: null, emails: [] },
    ],
    [
      'no envelope',
      { id, name: 'a', email: 'a@b.c' },
      { id, name: 'a', displayName: null, emails: ['a@b.c'] },
    ],
  ])('have %s', (_what, user, expected) => {
    expect(decodeUsers({ users: [user] })).toEqual([expected]);
    expect(decodeUsers([user])).toEqual([expected]);
  });

  it('are never guessed from anything else', () => {
    expect(() => decodeUsers({ accounts: [] })).toThrow('users is missing');
    expect(() => decodeUsers(['a'])).toThrow('users[0] is a string');
  });
});

it('tells the version only if the server does', () => {
  expect(decodeVersion({ tag: 'v1.98.2', commit: 'abc' })).toBe('v1.98.2');
  expect(decodeVersion({ tag: '', commit: 'abc' })).toBeUndefined();
  expect(decodeVersion({})).toBeUndefined();
});

describe('any JSON at any place', () => {
  it.each([
    ['a page', { auditEvents: [event, { ...event, id: '' }] }, decodeAuditPage],
    ['a bare page', [event], decodeAuditPage],
    [
      'users',
      { users: [{ metadata: { id: 'x', name: 'y', displayName: 'z' }, spec: { email: 'a@b.c' } }] },
      decodeUsers,
    ],
    ['a version', { tag: 'v1.98.2' }, decodeVersion],
  ])('decodes or is named in %s', (_what, body, decode) => {
    fc.assert(
      fc.property(anyJsonAnywhere(body), (changed) => {
        try {
          decode(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonShapeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

it('keeps nothing of an event when its answer is let go of', () => {
  const body = new AnswerBody(Buffer.from(JSON.stringify([event])));
  const { events } = atOnce(bindplane.decodeAuditPage(readRows(body)));
  expect(readWhole(events[0])).toMatchObject({ id: event.id });

  body.drop();

  for (const key of ['id', 'timestamp', 'action'] as const) {
    expect(() => events[0]![key]).toThrow('after its request was over');
  }
});
