import { describe, expect, it } from 'vitest';
import { bindCursors, encodeCursor, placeCodec } from '../../src/feed/cursor.ts';
import type { Instant } from '../../src/feed/instant.ts';
import { type PageArguments, parsePageRequest, readPage } from '../../src/feed/page.ts';
import type { Position } from '../../src/feed/position.ts';
import { beyond, createMemoryFeed } from '../support/memory-feed.ts';

const binding = bindCursors('auditLogs', {});
const newestFirst = Array.from({ length: 120 }, (_, index) => entryOf(120 - index));

describe('parsePageRequest', () => {
  const given = { first: 3, after: cursorOf(60), last: 3, before: cursorOf(60) };
  const names = ['first', 'after', 'last', 'before'] as const;

  it.each([
    ['', 'after', 25, false],
    ['first', 'after', 3, false],
    ['after', 'after', 25, true],
    ['first after', 'after', 3, true],
    ['last', 'before', 3, false],
    ['before', 'before', 25, true],
    ['last before', 'before', 3, true],
  ])('takes "%s" as %s, %i entries', (combination, direction, limit, hasPlace) => {
    for (const none of [undefined, null]) {
      const request = parsePageRequest(argumentsOf(combination, none), binding);

      expect(request).toMatchObject({ direction, limit });
      expect(request.from !== undefined).toBe(hasPlace);
    }
  });

  it.each([
    ['first last', 'last'],
    ['first before', 'before'],
    ['after last', 'last'],
    ['after before', 'before'],
    ['first after last', 'last'],
    ['first after before', 'before'],
    ['first last before', 'last'],
    ['after last before', 'last'],
    ['first after last before', 'last'],
  ])('refuses "%s"', (combination, argument) => {
    for (const none of [undefined, null]) {
      expect(() => parsePageRequest(argumentsOf(combination, none), binding)).toThrow(
        expect.objectContaining({
          argument,
          message: 'Use `first` with `after`, or `last` with `before`; no other combination.',
        }),
      );
    }
  });

  it.each(['first', 'last'] as const)('takes 0 to 100 entries for `%s`', (name) => {
    for (const limit of [0, 1, 100]) {
      expect(parsePageRequest({ [name]: limit }, binding).limit).toBe(limit);
    }
    for (const limit of [-1, 101, 2 ** 31 - 1]) {
      expect(() => parsePageRequest({ [name]: limit }, binding)).toThrow(
        expect.objectContaining({
          argument: name,
          message: `\`${name}\` must be between 0 and 100; it is ${limit}.`,
        }),
      );
    }
  });

  it('takes 0 entries and an empty cursor as given', () => {
    expect(() => parsePageRequest({ first: 0, last: 0 }, binding)).toThrow(/no other combination/);
    expect(() => parsePageRequest({ first: 1, before: '' }, binding)).toThrow(/no other/);
    expect(() => parsePageRequest({ after: '' }, binding)).toThrow(/malformed/);
  });

  function argumentsOf(combination: string, none: null | undefined): PageArguments {
    return Object.fromEntries(
      names.map((name) => [name, combination.split(' ').includes(name) ? given[name] : none]),
    );
  }
});

describe('readPage', () => {
  it.each(['after', 'before'] as const)('answers every page %s a place', async (direction) => {
    for (const place of [undefined, 1, 2, 60, 119, 120]) {
      for (const limit of [1, 25, 59, 60, 100]) {
        const page = await ask(argumentsFor(direction, limit, place));

        const rest = beyond(
          newestFirst,
          place === undefined ? undefined : entryOf(place),
          direction,
        );
        const nearest = rest.slice(0, limit);
        const ids = (direction === 'after' ? nearest : nearest.toReversed()).map(({ id }) => id);
        expect(page.edges.map(({ node }) => node.id)).toEqual(ids);
        expect(page).toMatchObject({
          hasNextPage: direction === 'after' ? rest.length > limit : place !== undefined,
          hasPreviousPage: direction === 'after' ? place !== undefined : rest.length > limit,
          startCursor: page.edges[0]?.cursor ?? null,
          endCursor: page.edges.at(-1)?.cursor ?? null,
          scannedThrough: null,
        });
      }
    }
  });

  it('reads on from the cursor of every edge', async () => {
    const page = await ask({ first: 5, after: cursorOf(50) });

    for (const { cursor, node } of page.edges) {
      const [older] = (await ask({ first: 1, after: cursor })).edges;
      const [newer] = (await ask({ last: 1, before: cursor })).edges;
      expect([Number(newer?.node.id), Number(older?.node.id)]).toEqual([
        Number(node.id) + 1,
        Number(node.id) - 1,
      ]);
    }
  });

  it.each([
    [{ first: 0 }, true, false],
    [{ first: 0, after: cursorOf(2) }, true, true],
    [{ first: 0, after: cursorOf(1) }, false, true],
    [{ last: 0 }, false, true],
    [{ last: 0, before: cursorOf(119) }, true, true],
    [{ last: 0, before: cursorOf(120) }, true, false],
  ])('answers no entries for %o, but whether there are any', async (args, next, previous) => {
    expect(await ask(args)).toMatchObject({
      edges: [],
      startCursor: null,
      endCursor: null,
      hasNextPage: next,
      hasPreviousPage: previous,
    });
  });

  it('has no cursors and no more pages when the list is empty', async () => {
    for (const args of [{ first: 1 }, { last: 1 }, { first: 0 }]) {
      expect(await ask(args, { trail: [] })).toMatchObject({
        edges: [],
        startCursor: null,
        endCursor: null,
        hasNextPage: false,
        hasPreviousPage: false,
      });
    }
  });

  it('ends a short page where the scan stopped, beyond its last edge', async () => {
    const page = await ask({ first: 5 }, { wanted: [119, 103, 1], scanLimit: 20 });

    expect(page).toMatchObject({
      edges: [{ node: entryOf(119) }, { node: entryOf(103) }],
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      scannedThrough: entryOf(101).at,
    });
    expect(page.endCursor).not.toBe(page.edges[1]?.cursor);
    expect((await ask({ first: 1, after: page.endCursor })).edges[0]?.node).toEqual(entryOf(100));
  });

  it('begins a short page where the scan stopped when reading backwards', async () => {
    const page = await ask({ last: 5 }, { wanted: [119, 3], scanLimit: 20 });

    expect(page).toMatchObject({
      edges: [{ node: entryOf(3) }],
      hasNextPage: false,
      hasPreviousPage: true,
      endCursor: page.edges[0]?.cursor,
      scannedThrough: entryOf(20).at,
    });
    expect((await ask({ last: 1, before: page.startCursor })).edges[0]?.node).toEqual(entryOf(21));
  });

  it('has a cursor to go on from when a scan stopped before it found anything', async () => {
    const forward = await ask({ first: 5 }, { wanted: [1], scanLimit: 20 });
    const backward = await ask({ last: 5 }, { wanted: [120], scanLimit: 20 });

    expect(forward).toMatchObject({ edges: [], hasNextPage: true, startCursor: null });
    expect((await ask({ first: 1, after: forward.endCursor })).edges[0]?.node).toEqual(
      entryOf(100),
    );
    expect(backward).toMatchObject({ edges: [], hasPreviousPage: true, endCursor: null });
    expect((await ask({ last: 1, before: backward.startCursor })).edges[0]?.node).toEqual(
      entryOf(21),
    );
  });

  it('ends a full page of a scan where the scan stopped, if it found no more', async () => {
    const page = await ask({ first: 2 }, { wanted: [119, 103], scanLimit: 20 });

    expect(page).toMatchObject({ hasNextPage: true, scannedThrough: entryOf(101).at });
    expect((await ask({ first: 1, after: page.endCursor })).edges[0]?.node).toEqual(entryOf(100));
  });
});

function entryOf(number: number): Position {
  const at = `2026-03-01T00:${String(Math.floor(number / 60)).padStart(2, '0')}:${String(number % 60).padStart(2, '0')}.000000000`;
  return { at: at as Instant, id: String(number) };
}

function cursorOf(number: number): string {
  return encodeCursor(binding, { position: entryOf(number) }, placeCodec(createMemoryFeed([])));
}

function argumentsFor(
  direction: 'after' | 'before',
  limit: number,
  place: number | undefined,
): PageArguments {
  const cursor = place === undefined ? null : cursorOf(place);
  return direction === 'after' ? { first: limit, after: cursor } : { last: limit, before: cursor };
}

async function ask(
  args: PageArguments,
  options: {
    readonly trail?: Position[];
    readonly wanted?: readonly number[];
    readonly scanLimit?: number;
  } = {},
) {
  const { trail = [...newestFirst], wanted, scanLimit } = options;
  const feed = createMemoryFeed(trail, {
    scanLimit,
    matches: ({ id }) => wanted?.includes(Number(id)) ?? true,
  });
  return readPage(feed, parsePageRequest(args, binding), binding, placeCodec(feed));
}
