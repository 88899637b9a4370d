import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextInstant } from '../../src/feed/instant.ts';
import type { Page } from '../../src/feed/page.ts';
import type { TimelineReading } from '../../src/feed/merge-sources.ts';
import { createChangingTrail } from '../support/changing-trail.ts';
import { type Entry, pageSizes, trails } from '../support/entry-trails.ts';
import { beyond, type Direction } from '../support/memory-feed.ts';
import { askPage, cursorToGoOn, nodesInOrder, placeOf, walkThrough } from '../support/page-walk.ts';
import { Random } from '../../src/simulator/random.ts';
import { type FailureKind, inTimelineOrder, openTimeline } from '../support/timeline-trail.ts';
import { walks } from '../support/walks.ts';

const directions = fc.constantFrom('after' as const, 'before' as const);
const systems = fc.constantFrom<readonly string[]>(['A', 'B'], ['A', 'B', 'C']);
const systemsAndTrail = systems.chain((sources) =>
  trails(sources, 60).map((trail) => ({ sources, trail })),
);

describe('a timeline of which systems fail now and then', () => {
  it('answers each page with what the others have, and holds it open for those that may return', async () => {
    await fc.assert(
      fc.asyncProperty(
        systemsAndTrail,
        fc.nat(),
        pageSizes,
        directions,
        async ({ sources, trail }, seed, sizes, direction) => {
          await walkAndCompare(sources, trail, new Random(seed), sizes, direction);
        },
      ),
      walks(300),
    );
  });

  it('loses and repeats nothing when scans stop, too', async () => {
    await fc.assert(
      fc.asyncProperty(
        systemsAndTrail,
        fc.nat(),
        fc.integer({ min: 1, max: 8 }),
        pageSizes,
        directions,
        async ({ sources, trail }, seed, scanLimit, sizes, direction) => {
          const random = new Random(seed);
          const open = () => {
            const failureOf = failures(sources, random, ['passing']);
            return openTimeline(sources, trail, { failureOf, scanLimitOf: () => scanLimit });
          };

          const shown = await walkThrough(open, { direction, sizes });

          const wanted = trail.filter(({ isWanted }) => isWanted);
          expect(inTimelineOrder(sources, shown, 'after')).toEqual(
            inTimelineOrder(sources, wanted, 'after'),
          );
        },
      ),
      walks(200),
    );
  });

  it('loses and repeats nothing while entries come and go, too', async () => {
    await fc.assert(
      fc.asyncProperty(
        systemsAndTrail,
        fc.nat(),
        pageSizes,
        directions,
        async ({ sources, trail: all }, seed, sizes, direction) => {
          const random = new Random(seed);
          const trail = createChangingTrail(
            all.filter(({ isWanted }) => isWanted),
            all.filter(({ isWanted }) => !isWanted),
            seed,
          );
          const open = () =>
            openTimeline(sources, trail.entries, {
              failureOf: failures(sources, random, ['passing']),
              beforeCall: () => trail.change(),
            });

          const shown = await walkThrough(open, { direction, sizes });

          const stable = trail.stable();
          expect(new Set(shown).size).toBe(shown.length);
          expect(stable.filter((entry) => !shown.includes(entry))).toEqual([]);
        },
      ),
      walks(150),
    );
  });

  it('turns back at any edge, each system from where it stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        trails(['A', 'B'], 60),
        fc.nat(),
        directions,
        async (trail, seed, direction) => {
          const sources = ['A', 'B'];
          const random = new Random(seed);
          const { edges } = await somePage(sources, trail, random, direction);
          if (edges.length === 0) return;
          const { cursor, node } = edges[random.below(edges.length)]!;
          const back = direction === 'after' ? 'before' : 'after';

          const shown = await walkThrough(() => openTimeline(sources, trail), {
            direction: back,
            sizes: [3],
            from: cursor,
          });

          const order = inTimelineOrder(sources, trail, back);
          const places = placeOf(cursor, openTimeline(sources, trail).codec);
          const expected = places.flatMap((place, rank) => {
            const entries = trail.filter(({ source }) => source === sources[rank]);
            if (typeof place !== 'string') return beyond(entries, place.position, back);
            return entries.filter((entry) => order.indexOf(entry) > order.indexOf(node));
          });
          expect(shown).toEqual(inTimelineOrder(sources, expected, back));
        },
      ),
      walks(200),
    );
  });
});

/**
 * Walks to the end, now and then from an edge in the middle of a page, and compares every page with
 * what the answering systems have that was not shown before.
 */
async function walkAndCompare(
  sources: readonly string[],
  trail: readonly Entry[],
  random: Random,
  sizes: readonly number[],
  direction: Direction,
): Promise<void> {
  const order = inTimelineOrder(sources, trail, direction);
  const shown = new Set<Entry>();
  /** How far down the order each system was read. */
  const reached = new Map(sources.map((source) => [source, -1]));
  let cursor: string | null = null;

  for (let index = 0; ; index += 1) {
    const failureOf = failures(sources, random, ['passing', 'passing', 'permanent', 'absent']);
    const size = sizes[index % sizes.length]!;
    const answering = sources.filter((source) => failureOf(source) === undefined);
    const opened = openTimeline(sources, trail, { failureOf });
    const page: Page<Entry> = await askPage(opened, direction, size, cursor);
    const nodes = nodesInOrder(page, direction);

    const rest = order.filter((entry) => answering.includes(entry.source) && !shown.has(entry));
    expect(nodes).toEqual(rest.slice(0, size));
    const isWaiting = sources.some((source) => failureOf(source) === 'passing');
    const hasMore = direction === 'after' ? page.hasNextPage : page.hasPreviousPage;
    expect(hasMore).toBe(rest.length > size || isWaiting);
    expectReports(page, { order, shown, reached, failureOf, direction });

    let last = nodes.length - 1;
    cursor = cursorToGoOn(page, direction);
    if (cursor === null) return;
    if (nodes.length > 0 && random.share() < 0.3) {
      last = random.below(nodes.length);
      cursor = (direction === 'after' ? page.edges : page.edges.toReversed())[last]!.cursor;
    }
    for (const node of nodes.slice(0, last + 1)) shown.add(node);
    const end = last < 0 ? -1 : order.indexOf(nodes[last]!);
    for (const source of answering) reached.set(source, Math.max(reached.get(source)!, end));
  }
}

function expectReports(
  page: Page<Entry>,
  walk: {
    readonly order: readonly Entry[];
    readonly shown: ReadonlySet<Entry>;
    readonly reached: ReadonlyMap<string, number>;
    readonly failureOf: (source: string) => FailureKind | undefined;
    readonly direction: Direction;
  },
): void {
  // Nobody waits for a system that fails for good.
  const waitedFor = [...walk.reached].filter(([name]) =>
    [undefined, 'passing'].includes(walk.failureOf(name)),
  );
  const furthest = Math.max(...waitedFor.map(([, reached]) => reached));
  for (const { name, error, catchingUpFrom } of sourcesOf(page)) {
    expect((error as { kind?: FailureKind } | undefined)?.kind).toBe(walk.failureOf(name));
    if (error !== undefined) {
      expect(catchingUpFrom).toBeUndefined();
      continue;
    }
    const reached = walk.reached.get(name)!;
    const missed = walk.order.slice(0, furthest + 1).filter((entry) => !walk.shown.has(entry));
    // Among three, a place may not tell how far the others were read at its instant.
    if (walk.reached.size === 2 && missed.some(({ source }) => source === name)) {
      expect(catchingUpFrom).toBeDefined();
    }
    if (catchingUpFrom === undefined) continue;
    expect(reached).toBeLessThan(furthest);
    // A place stands at the last entry's instant, or just above it.
    const start = walk.direction === 'after' ? 'newest' : 'oldest';
    const last = walk.order[reached]?.at;
    expect(last === undefined ? [start] : [last, nextInstant(last)]).toContain(catchingUpFrom);
  }
}

/** A page somewhere in a walk with failures. */
async function somePage(
  sources: readonly string[],
  trail: readonly Entry[],
  random: Random,
  direction: Direction,
): Promise<Page<Entry>> {
  let cursor: string | null = null;
  for (;;) {
    const failureOf = failures(sources, random, ['passing']);
    const opened = openTimeline(sources, trail, { failureOf });
    const page: Page<Entry> = await askPage(opened, direction, 1 + random.below(6), cursor);
    cursor = cursorToGoOn(page, direction);
    if (cursor === null || random.share() < 0.3) return page;
  }
}

/** Which systems fail in one page, each in 30 % of the pages, but never all. */
function failures(
  sources: readonly string[],
  random: Random,
  kinds: readonly FailureKind[],
): (source: string) => FailureKind | undefined {
  const spared = random.pick(sources);
  const failing = new Map(
    sources.map((source) => [source, random.share() < 0.3 ? random.pick(kinds) : undefined]),
  );
  return (source) => (source === spared ? undefined : failing.get(source));
}

function sourcesOf(page: Page<Entry>) {
  return (page.reading as TimelineReading<Entry, string>).sources;
}
