import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/feed/budget.ts';
import { placeCodec } from '../../src/feed/cursor.ts';
import { filter } from '../../src/feed/filter.ts';
import { createChangingTrail } from '../support/changing-trail.ts';
import { disjointTrails, type Entry, pageSizes, positions } from '../support/entry-trails.ts';
import {
  beyond,
  createMemoryFeed,
  type MemoryFeed,
  type MemoryFeedOptions,
} from '../support/memory-feed.ts';
import { askPage, nodesInOrder, walkPages, walkThrough } from '../support/page-walk.ts';
import { walks } from '../support/walks.ts';

const directions = fc.constantFrom('after' as const, 'before' as const);
const entries = disjointTrails(['A'], 60);
const scans = fc.record({
  budget: fc.integer({ min: 1, max: 6 }),
  chunk: fc.integer({ min: 1, max: 12 }),
});
const isWanted = (entry: Entry) => entry.isWanted;

describe('filter', () => {
  it('shows exactly the matches, once and in order, over pages however short', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        scans,
        pageSizes,
        directions,
        async (trail, scan, sizes, direction) => {
          const shown = await walkThrough(() => listOf(trail, scan), { direction, sizes });

          expect(shown).toEqual(beyond(trail.filter(isWanted), undefined, direction));
        },
      ),
      walks(200),
    );
  });

  it('shows them over a feed that stops its own scans', async () => {
    const scanLimits = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        entries,
        scans,
        scanLimits,
        pageSizes,
        directions,
        async (trail, scan, scanLimit, sizes, direction) => {
          const options = { scanLimit, matches: ({ id }: Entry) => !id.startsWith('0') };
          const open = () => listOf(trail, scan, options);

          const shown = await walkThrough(open, { direction, sizes });

          const matches = trail.filter(isWanted).filter(options.matches);
          expect(shown).toEqual(beyond(matches, undefined, direction));
        },
      ),
      walks(200),
    );
  });

  it('shows them while entries come and go', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        scans,
        fc.nat(),
        pageSizes,
        directions,
        async (all, scan, seed, sizes, direction) => {
          const later = all.filter(({ id }) => id.endsWith('z'));
          const begin = all.filter((entry) => !later.includes(entry));
          const trail = createChangingTrail(begin, later, seed);
          const open = () => listOf(trail.entries, scan, { beforeCall: () => trail.change() });

          const shown = await walkThrough(open, { direction, sizes });

          const stable = new Set(trail.stable().filter(isWanted));
          expect(shown.filter((entry) => stable.has(entry))).toEqual(
            beyond([...stable], undefined, direction),
          );
          expect(shown.every(isWanted)).toBe(true);
          expect(new Set(shown).size).toBe(shown.length);
        },
      ),
      walks(200),
    );
  });

  it('answers a page in full unless it spent its budget, and says how far it came', async () => {
    await fc.assert(
      fc.asyncProperty(
        entries,
        fc.option(positions, { nil: undefined }),
        scans,
        fc.integer({ min: 1, max: 20 }),
        directions,
        async (trail, position, scan, limit, direction) => {
          const feed = feedOf(trail, scan);

          const reading = await feed[direction](position && { position, hint: 1 }, limit);

          const ideal = beyond(trail.filter(isWanted), position, direction);
          const stop = reading.stoppedAt?.position;
          const searched = stop
            ? ideal.filter((entry) => !beyond([entry], stop, direction).length)
            : ideal;
          const nearest = searched.slice(0, limit);
          expect(reading.entries).toEqual(direction === 'after' ? nearest : nearest.toReversed());
          expect(reading.scannedThrough).toBe(stop?.at);
          expect(reading.calls).toBeLessThanOrEqual(scan.budget);
          if (stop) {
            expect(reading.hasMore).toBe(true);
            expect(searched.length).toBeLessThanOrEqual(limit);
            expect(reading.calls).toBe(scan.budget);
          } else {
            expect(reading.hasMore).toBe(ideal.length > limit);
          }
        },
      ),
      walks(300),
    );
  });

  it('goes on from every edge', async () => {
    await fc.assert(
      fc.asyncProperty(entries, scans, directions, async (trail, scan, direction) => {
        const page = await askPage(listOf(trail, scan), direction, 20, null);

        for (const { cursor, node } of page.edges) {
          const shown = await walkThrough(() => listOf(trail, scan), {
            direction,
            sizes: [7],
            from: cursor,
          });
          expect(shown).toEqual(beyond(trail.filter(isWanted), node, direction));
        }
      }),
      walks(60),
    );
  });
});

describe('the budget of a filter', () => {
  const sparse = Array.from({ length: 100 }, (_, index): Entry => ({
    at: `2026-03-01T00:00:00.${String(index).padStart(9, '0')}` as Entry['at'],
    id: 'a',
    source: 'A',
    isWanted: index === 50,
  }));

  it('is spent by readings whole: none begins that may exceed it', async () => {
    const feed = feedOf(sparse, { budget: 7, chunk: 10, callsPerReading: 3 });

    expect((await feed.after(undefined, 1)).calls).toBe(5);
  });

  it('allows a page its first reading, whatever that costs', async () => {
    const feed = feedOf(sparse, { budget: 1, chunk: 10, callsPerReading: 3 });
    const page = await feed.after(undefined, 1);

    expect(page.calls).toBe(1);
    expect(page.stoppedAt?.position).toEqual({ at: sparse[90]!.at, id: 'a' });
  });

  it('does not claim that there is more when a page is full as it ends', async () => {
    const reading = await feedOf(sparse, { budget: 5, chunk: 10 }).after(undefined, 1);

    expect(reading).toMatchObject({ entries: [sparse[50]], hasMore: true });
    expect(reading.stoppedAt?.position).toEqual({ at: sparse[50]!.at, id: 'a' });
    expect(reading.scannedThrough).toBe(sparse[50]!.at);
  });

  it('is not spent further once one match more than asked for is found', async () => {
    const dense = sparse.map((entry) => ({ ...entry, isWanted: true }));

    const reading = await feedOf(dense, { budget: 20, chunk: 10 }).after(undefined, 19);

    expect(reading).toMatchObject({ calls: 2, hasMore: true });
    expect(reading.stoppedAt).toBeUndefined();
  });

  it('is shared by a page and its count, which goes on where the page ended', async () => {
    const memory = createMemoryFeed(sparse);
    const feed = filtered(memory, { budget: 8, chunk: 10 });
    const page = await feed.after(undefined, 1);

    expect(page.calls).toBe(8);
    expect(await feed.count(100)).toEqual({ count: 1, precision: 'AT_LEAST' });
    expect(memory.calls).toBe(8);
  });

  it('leaves a count what a page did not spend', async () => {
    const memory = createMemoryFeed(sparse);
    const feed = filtered(memory, { budget: 12, chunk: 10 });
    await feed.after(undefined, 1);

    expect(memory.calls).toBe(10);
    expect(await feed.count(100)).toEqual({ count: 1, precision: 'EXACT' });
    expect(memory.calls).toBe(10);
  });

  it('counts from the newest entry on after a page that began elsewhere', async () => {
    const memory = createMemoryFeed(sparse);
    const feed = filtered(memory, { budget: 13, chunk: 10 });
    await feed.after({ position: sparse[20]!, hint: 1 }, 1);

    expect(memory.calls).toBe(2);
    expect(await feed.count(100)).toEqual({ count: 1, precision: 'EXACT' });
    expect(memory.calls).toBe(12);
  });

  it('makes no call for a count when the page spent it all', async () => {
    const memory = createMemoryFeed(sparse);
    const feed = filtered(memory, { budget: 3, chunk: 10 });
    await feed.before(undefined, 1);

    expect(await feed.count(100)).toEqual({ count: 0, precision: 'AT_LEAST' });
    expect(memory.calls).toBe(3);
  });

  it('is never exceeded, and a count never claims what is not so', async () => {
    const first = fc.option(fc.record({ limit: fc.integer({ min: 1, max: 20 }), at: positions }));
    await fc.assert(
      fc.asyncProperty(
        entries,
        scans,
        first,
        fc.boolean(),
        directions,
        fc.integer({ min: 1, max: 40 }),
        async (trail, { budget, chunk }, page, isTop, direction, cap) => {
          const memory = createMemoryFeed(trail);
          const feed = filtered(memory, { budget: budget, chunk: chunk });
          const from = isTop || !page ? undefined : { position: page.at, hint: 1 };
          if (page) await feed[direction](from, page.limit);

          const { count, precision } = await feed.count(cap);

          const actual = trail.filter(isWanted).length;
          if (precision === 'EXACT') expect(count).toBe(actual);
          else expect(count).toBeLessThanOrEqual(Math.min(actual, cap));
          expect(memory.calls).toBeLessThanOrEqual(budget);
          if (!page && trail.length <= budget * chunk) {
            expect(precision === 'EXACT').toBe(actual <= cap);
          }
        },
      ),
      walks(300),
    );
  });
});

describe('short pages', () => {
  it('end only when the list does', async () => {
    const trail = Array.from({ length: 30 }, (_, index): Entry => ({
      at: `2026-03-01T00:00:${String(index).padStart(2, '0')}.000000000` as Entry['at'],
      id: 'a',
      source: 'A',
      isWanted: index === 0,
    }));

    const lengths: number[] = [];
    const open = () => listOf(trail, { budget: 2, chunk: 5 });
    for await (const page of walkPages(open, { direction: 'after', sizes: [3] })) {
      lengths.push(nodesInOrder(page, 'after').length);
      expect(page.hasNextPage).toBe(lengths.length < 3);
    }

    expect(lengths).toEqual([0, 0, 1]);
  });
});

interface Scan {
  readonly budget: number;
  readonly chunk: number;
  readonly callsPerReading?: number;
}

function feedOf(trail: readonly Entry[], limits: Scan, options: MemoryFeedOptions<Entry> = {}) {
  return filtered(createMemoryFeed(trail, options), limits);
}

function filtered(feed: MemoryFeed<Entry>, { budget, chunk, callsPerReading = 1 }: Scan) {
  const options = { source: 'CODER', callsPerReading, chunkSize: () => chunk } as const;
  return filter(feed, isWanted, new Budget({ calls: budget }), options);
}

function listOf(...args: Parameters<typeof feedOf>) {
  const feed = feedOf(...args);
  return { feed, codec: placeCodec(feed) };
}
