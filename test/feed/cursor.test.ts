import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bindCursors,
  decodeCursor,
  encodeCursor,
  type Json,
  type PlaceCodec,
  placeCodec,
} from '../../src/feed/cursor.ts';
import { InvalidArgumentError } from '../../src/feed/feed-error.ts';
import type { Place } from '../../src/feed/feed.ts';
import type { Instant } from '../../src/feed/instant.ts';
import { merge } from '../../src/feed/merge-parts.ts';
import {
  parsePageRequest,
  type Readable,
  type ReadablePart,
  readPage,
} from '../../src/feed/page.ts';
import { createTimeline, timelinePlaceCodec } from '../../src/feed/merge-sources.ts';
import { type Entry, instants } from '../support/entry-trails.ts';
import { createMemoryFeed } from '../support/memory-feed.ts';
import { walks } from '../support/walks.ts';

const binding = bindCursors('auditLogs', {});
const longestId = 'z'.repeat(64);
const latest = '9999-12-31T23:59:59.999999999' as Instant;
const json = fc.jsonValue().map((value) => value as Json);

describe('a cursor', () => {
  it('gives back the place it was made of', () => {
    const codec = placeCodec(createMemoryFeed<Entry>([]));
    const id = fc.string({ unit: 'grapheme-ascii', maxLength: 64 });
    fc.assert(
      fc.property(fc.constantFrom(...instants), id, fc.nat(), (at, name, hint) => {
        const place = { position: { at, id: name }, hint };

        const cursor = encodeCursor(binding, place, codec);

        expect(codec.unpack(decodeCursor(cursor, 'after', binding))).toEqual(place);
        expect(cursor).toMatch(/^[\w-]{1,512}$/);
      }),
      walks(500),
    );
  });

  it('holds the hints of 14 parts beside the longest id', () => {
    const feed = merge(Array.from({ length: 14 }, () => createMemoryFeed<Entry>([])));
    const place = { position: { at: latest, id: longestId }, hint: Array(14).fill(200_000) };

    const cursor = encodeCursor(binding, place, placeCodec(feed));

    expect(cursor.length).toBeLessThanOrEqual(512);
    expect(placeCodec(feed).unpack(decodeCursor(cursor, 'after', binding))).toEqual(place);
  });

  it('leaves out hints that do not fit into 512 characters, not the position', () => {
    const feed = merge(Array.from({ length: 50 }, () => createMemoryFeed<Entry>([])));
    const position = { at: latest, id: '"'.repeat(64) };
    const place = { position, hint: Array(50).fill(2_000_000_000) };

    const cursor = encodeCursor(binding, place, placeCodec(feed));

    expect(cursor.length).toBeLessThanOrEqual(512);
    const unpacked = placeCodec(feed).unpack(decodeCursor(cursor, 'after', binding));
    expect(unpacked).toEqual({ position, hint: Array(50).fill(null) });
  });

  it('holds two sources with the longest ids', () => {
    const codec = timelinePlaceCodec(2);
    const place: Place<Json> = {
      position: { at: latest, id: '\\'.repeat(64) },
      hint: Array.from({ length: 14 }, () => [2_000_000_000, 2_000_000_000]),
    };

    const cursor = encodeCursor(binding, [place, place], codec);

    expect(cursor.length).toBeLessThanOrEqual(512);
    expect(codec.unpack(decodeCursor(cursor, 'after', binding))).toEqual([
      { position: place.position },
      { position: place.position },
    ]);
  });
});

describe('a binding', () => {
  const filter = {
    occurredAt: { gte: '2026-03-01T00:00:00.000000000', lt: null },
    actions: ['create', 'write'],
    actor: { username: 'dana' },
  };

  it.each([
    ['nulls are left out', { ...filter, occurredAt: { gte: filter.occurredAt.gte }, ip: null }],
    ['a field is undefined', { ...filter, search: undefined }],
    ['lists are in another order', { ...filter, actions: ['write', 'create'] }],
    [
      'fields are in another order',
      { actor: filter.actor, actions: filter.actions, occurredAt: filter.occurredAt },
    ],
  ])('is the same when %s', (_, same) => {
    expect(bindCursors('auditLogs', same)).toBe(bindCursors('auditLogs', filter));
  });

  it('is the same for no filter, null and an empty one', () => {
    const bindings = [undefined, null, {}].map((none) => bindCursors('auditLogs', none));

    expect(new Set(bindings).size).toBe(1);
  });

  it.each([
    ['a value', { ...filter, actor: { username: 'Dana' } }],
    ['a key', { ...filter, actor: { email: 'dana' } }],
    ['a list', { ...filter, actions: ['create'] }],
    ['how a list is split', { ...filter, actions: ['create,write'] }],
    ['how a list is quoted', { ...filter, actions: ['"create"', '"write"'] }],
    ['a text for a list', { ...filter, actions: '["create","write"]' }],
    ['everything', {}],
  ])('is another for another filter: %s', (_, other) => {
    expect(bindCursors('auditLogs', other)).not.toBe(bindCursors('auditLogs', filter));
  });

  it('is another for another field', () => {
    expect(bindCursors('auditEvents', filter)).not.toBe(bindCursors('auditLogs', filter));
  });

  it('differs for any two filters that differ', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const isSame = bindCursors('f', { a }) === bindCursors('f', { a: b });
        expect(isSame).toBe(canonicalText(a) === canonicalText(b));
      }),
      walks(500),
    );
  });

  it('refuses a cursor of another', () => {
    const cursor = encodeCursor(
      bindCursors('auditLogs', filter),
      { position: { at: instants[0]!, id: 'a' } },
      placeCodec(createMemoryFeed<Entry>([])),
    );

    expect(() => decodeCursor(cursor, 'before', binding)).toThrow(
      expect.objectContaining({
        name: 'InvalidArgumentError',
        argument: 'before',
        message:
          '`before` is not a cursor of this list: it was made by another field or with another filter.',
      }),
    );
  });
});

describe('a forged cursor', () => {
  const argument = fc.constantFrom('after' as const, 'before' as const);

  it.each(['', 'null', '💥', 'a'.repeat(513), base64('[]'), base64('"'), base64('[1,2,3]')])(
    'is refused when it is %j',
    async (cursor) => {
      await expectRefusedOrAnswered(cursor, 'after', true);
    },
  );

  it('is refused, whatever characters it has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 600 }),
        argument,
        async (text, name) => {
          await expectRefusedOrAnswered(text, name, true);
        },
      ),
      walks(300),
    );
  });

  it('is refused or a place, whatever JSON is bound to the list', async () => {
    const nearlyPlace = fc.tuple(
      fc.oneof(fc.constantFrom('2026-03-01T00:00:00Z', 1, 0, '2026'), json),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), json),
      json,
    );
    const packed = fc.oneof(
      json,
      nearlyPlace,
      nearlyPlace.map(([at, id]) => [at, id]),
      fc.array(fc.oneof(nearlyPlace, fc.constantFrom(0, 1)), { maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(packed, argument, async (place, name) => {
        await expectRefusedOrAnswered(base64(JSON.stringify([binding, place])), name, false);
      }),
      walks(500),
    );
  });

  it.each([
    ['an id beyond ASCII', ['2026-03-01T00:00:00Z', 'ä']],
    ['an id with a control character', ['2026-03-01T00:00:00Z', 'a\n']],
    ['an id over 64 characters', ['2026-03-01T00:00:00Z', 'a'.repeat(65)]],
    ['no instant', ['2026-03-01', 'a']],
    ['a fourth item', ['2026-03-01T00:00:00Z', 'a', 1, 1]],
    ['no place', null],
  ])('is refused for %s', async (_, place) => {
    const cursor = base64(JSON.stringify([binding, place]));

    await expectRefusedOrAnswered(cursor, 'before', true);
  });
});

/** Asks every kind of list for a page at the cursor. */
async function expectRefusedOrAnswered(
  cursor: string,
  argument: 'after' | 'before',
  isRefused: boolean,
): Promise<void> {
  const entry = { at: instants[3]!, id: 'a', source: 'A', isWanted: true };
  const plain = createMemoryFeed<Entry>([entry]);
  const merged = merge([plain, createMemoryFeed<Entry>([])]);
  const timeline = createTimeline({
    sources: ['A', 'B'].map((name) => ({ name, open: async () => plain })),
    sourceOf: (found: Entry) => found.source,
    isFailure: () => false,
    isPassing: () => false,
    isAbsence: () => false,
  });
  const read = async <P>(feed: Readable<Entry, P, ReadablePart<Entry, P>>, codec: PlaceCodec<P>) =>
    readPage(feed, parsePageRequest({ [argument]: cursor }, binding), binding, codec);
  const lists = [
    () => read(plain, placeCodec(plain)),
    () => read(merged, placeCodec(merged)),
    () => read(timeline, timelinePlaceCodec(2)),
  ];
  for (const list of lists) {
    const outcome = await list().catch((error: unknown) => error);
    if (outcome instanceof Error) {
      expect(outcome).toBeInstanceOf(InvalidArgumentError);
      expect(outcome).toMatchObject({ argument });
      expect(outcome.message.length).toBeLessThan(150);
    } else {
      expect(isRefused).toBe(false);
    }
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** Lists as sets of texts, objects without nulls: what two equal filters share. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).toSorted().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, item]) => item !== null)
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`);
  return `{${fields.toSorted().join()}}`;
}
