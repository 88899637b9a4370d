import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, placeCodec } from '../../src/feed/cursor.ts';
import { merge } from '../../src/feed/merge-parts.ts';
import { createChangingTrail } from '../support/changing-trail.ts';
import {
  disjointTrails,
  type Entry,
  instants,
  pageSizes,
  positions,
} from '../support/entry-trails.ts';
import { beyond, createMemoryFeed, type MemoryFeedOptions } from '../support/memory-feed.ts';
import { askPage, knowsMore, nodesInOrder, walkPages, walkThrough } from '../support/page-walk.ts';
import { walks } from '../support/walks.ts';

const sources = ['A', 'B', 'C', 'D'];
const directions = fc.constantFrom('after' as const, 'before' as const);
const entries = disjointTrails(sources, 60);

describe('merge', () => {
  it('reads what one feed of all entries would', async () => {
    const place = fc.option(positions, { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        entries,
        place,
        fc.integer({ min: 1, max: 70 }),
        directions,
        async (trail, position, limit, direction) => {
          const feed = mergeOf(trail);

          const reading = await feed[direction](position && { position }, limit);

          const ideal = beyond(trail, position, direction);
          const nearest = ideal.slice(0, limit);
          expect(reading.entries).toEqual(direction === 'after' ? nearest : nearest.toReversed());
          expect(reading.hasMore).toBe(ideal.length > limit);
          expect(reading.stoppedAt).toBeUndefined();
        },
      ),
      walks(200),
    );
  });

  it('goes on from every entry at the price of one call a part', async () => {
    await fc.assert(
      fc.asyncProperty(entries, directions, async (trail, direction) => {
        const reading = await mergeOf(trail)[direction](undefined, 20);

        for (const entry of reading.entries) {
          const next = await mergeOf(trail)[direction](reading.placeAt(entry), 3);
          const nearest = beyond(trail, entry, direction).slice(0, 3);
          expect(next.entries).toEqual(direction === 'after' ? nearest : nearest.toReversed());
          expect(next.calls).toBe(sources.length);
        }
      }),
      walks(60),
    );
  });

  it('walks through all entries once, in order, in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(entries, pageSizes, directions, async (trail, sizes, direction) => {
        const shown = await walkThrough(() => listOf(trail), { direction, sizes });

        expect(shown).toEqual(beyond(trail, undefined, direction));
      }),
      walks(100),
    );
  });

  it('walks through all entries of parts that stop their scans', async () => {
    const scanLimits = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        entries,
        scanLimits,
        pageSizes,
        directions,
        async (trail, limits, sizes, direction) => {
          const optionsOf = (source: string): MemoryFeedOptions<Entry> => ({
            matches: ({ isWanted }) => isWanted,
            scanLimit: limits[sources.indexOf(source)],
          });

          const shown: Entry[] = [];
          const wanted = beyond(
            trail.filter(({ isWanted }) => isWanted),
            undefined,
            direction,
          );
          for await (const page of walkPages(() => listOf(trail, optionsOf), {
            direction,
            sizes,
          })) {
            shown.push(...nodesInOrder(page, direction));
            if (knowsMore(page, direction)) expect(shown.length).toBeLessThan(wanted.length);
          }

          expect(shown).toEqual(wanted);
        },
      ),
      walks(200),
    );
  });

  it('says how far it searched when a part stopped, and nothing beyond', async () => {
    const [oldest, older, newer, newest] = [0, 2, 4, 6].map((index) => instants[index]!);
    const trail = [
      { at: newest!, id: 'a', source: 'A', isWanted: true },
      { at: newer!, id: 'b', source: 'B', isWanted: false },
      { at: older!, id: 'a', source: 'A', isWanted: true },
      { at: oldest!, id: 'b', source: 'B', isWanted: true },
    ];
    const feed = mergeOf(trail, (source) => ({
      matches: ({ isWanted }) => isWanted,
      scanLimit: source === 'B' ? 1 : 9,
    }));

    const reading = await feed.after(undefined, 5);

    expect(reading.entries).toEqual([trail[0]]);
    expect(reading).toMatchObject({
      hasMore: true,
      scannedThrough: newer,
      stoppedAt: { position: { at: newer, id: 'b' } },
    });
  });

  it('keeps its order while entries come and go between the calls', async () => {
    const seeds = fc.nat();
    await fc.assert(
      fc.asyncProperty(
        entries,
        seeds,
        pageSizes,
        directions,
        async (all, seed, sizes, direction) => {
          const trail = createChangingTrail(
            all.filter(({ isWanted }) => isWanted),
            all.filter(({ isWanted }) => !isWanted),
            seed,
          );
          const open = () => listOf(trail.entries, () => ({ beforeCall: () => trail.change() }));

          const shown = await walkThrough(open, { direction, sizes });

          const stable = new Set(trail.stable());
          expect(shown.filter((entry) => stable.has(entry))).toEqual(
            beyond([...stable], undefined, direction),
          );
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown).toEqual(beyond(shown, undefined, direction));
        },
      ),
      walks(150),
    );
  });

  it('answers the same page whatever the hints say', async () => {
    const hints = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.oneof(fc.jsonValue(), fc.integer()), { minLength: 4, maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(entries, positions, hints, async (trail, position, hint) => {
        const feed = mergeOf(trail);

        const reading = await feed.after(feed.parsePlace({ position, hint }), 5);

        expect(reading.entries).toEqual(beyond(trail, position, 'after').slice(0, 5));
      }),
      walks(100),
    );
  });

  it('is an empty feed when it has no parts', async () => {
    const feed = merge<Entry, Json>([]);
    const page = await askPage({ feed, codec: placeCodec(feed) }, 'after', 5, null);

    expect(nodesInOrder(page, 'after')).toEqual([]);
    expect(page).toMatchObject({ hasNextPage: false, endCursor: null });
    expect(await feed.count(10)).toEqual({ count: 0, precision: 'EXACT' });
  });

  it('fails when one part fails', async () => {
    const feed = mergeOf([], (source) => ({
      beforeCall: () => {
        if (source === 'C') throw new Error('C is down');
      },
    }));

    await expect(feed.after(undefined, 1)).rejects.toThrow('C is down');
    await expect(feed.before(undefined, 1)).rejects.toThrow('C is down');
    await expect(feed.count(1)).rejects.toThrow('C is down');
  });
});

describe('the count of a merge', () => {
  it('is exact up to the cap, and a lower bound above', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.integer({ min: 1, max: 70 }), async (trail, cap) => {
        expect(await mergeOf(trail).count(cap)).toEqual({
          count: Math.min(trail.length, cap),
          precision: trail.length > cap ? 'AT_LEAST' : 'EXACT',
        });
      }),
      walks(100),
    );
  });

  it('is a lower bound when that of a part is', async () => {
    const short = createMemoryFeed<Entry>([]);
    const feed = merge([
      createMemoryFeed<Entry>([{ at: instants[0]!, id: 'a', source: 'A', isWanted: true }]),
      { ...short, count: async () => ({ count: 2, precision: 'AT_LEAST' as const }) },
    ]);

    expect(await feed.count(100)).toEqual({ count: 3, precision: 'AT_LEAST' });
  });
});

function mergeOf(
  trail: readonly Entry[],
  optionsOf: (source: string) => MemoryFeedOptions<Entry> = () => ({}),
) {
  return merge(
    sources.map((source) =>
      createMemoryFeed(() => trail.filter((entry) => entry.source === source), optionsOf(source)),
    ),
  );
}

function listOf(...args: Parameters<typeof mergeOf>) {
  const feed = mergeOf(...args);
  return { feed, codec: placeCodec(feed) };
}
