import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, instants, pageSizes, trails } from '../support/entry-trails.ts';
import { askPage, knowsMore, nodesInOrder, walkPages, walkThrough } from '../support/page-walk.ts';
import { inTimelineOrder, openTimeline, SourceFailure } from '../support/timeline-trail.ts';
import { walks } from '../support/walks.ts';

const directions = fc.constantFrom('after' as const, 'before' as const);
const systems = fc.constantFrom<readonly string[]>(['A', 'B'], ['A', 'B', 'C']);
const systemsAndTrail = systems.chain((sources) =>
  trails(sources, 60).map((trail) => ({ sources, trail })),
);

describe('a timeline', () => {
  it('shows every entry of all systems once, in one order', async () => {
    await fc.assert(
      fc.asyncProperty(
        systemsAndTrail,
        pageSizes,
        directions,
        async ({ sources, trail }, sizes, direction) => {
          const shown: Entry[] = [];
          const open = () => openTimeline(sources, trail);
          for await (const page of walkPages(open, { direction, sizes })) {
            shown.push(...nodesInOrder(page, direction));
            expect(page.scannedThrough).toBeNull();
          }

          expect(shown).toEqual(inTimelineOrder(sources, trail, direction));
        },
      ),
      walks(150),
    );
  });

  it('shows them when systems stop their scans', async () => {
    const limits = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        systemsAndTrail,
        limits,
        pageSizes,
        directions,
        async ({ sources, trail }, scanLimits, sizes, direction) => {
          const scanLimitOf = (source: string) => scanLimits[sources.indexOf(source)]!;
          const open = () => openTimeline(sources, trail, { scanLimitOf });

          const shown: Entry[] = [];
          const wanted = inTimelineOrder(
            sources,
            trail.filter(({ isWanted }) => isWanted),
            direction,
          );
          for await (const page of walkPages(open, { direction, sizes })) {
            shown.push(...nodesInOrder(page, direction));
            if (knowsMore(page, direction)) expect(shown.length).toBeLessThan(wanted.length);
          }

          expect(shown).toEqual(wanted);
        },
      ),
      walks(200),
    );
  });

  it('reads on from every edge in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(systemsAndTrail, directions, async ({ sources, trail }, direction) => {
        const open = () => openTimeline(sources, trail);
        const page = await askPage(open(), direction, 15, null);

        const order = inTimelineOrder(sources, trail, 'after');
        for (const { cursor, node } of page.edges) {
          const older = await walkThrough(open, { direction: 'after', sizes: [4], from: cursor });
          const newer = await walkThrough(open, { direction: 'before', sizes: [4], from: cursor });
          const index = order.indexOf(node);
          expect(older).toEqual(order.slice(index + 1));
          expect(newer).toEqual(order.slice(0, index).toReversed());
        }
      }),
      walks(30),
    );
  });

  it('puts the entries of the first system first when instants tie', async () => {
    const trail = ['B', 'A'].flatMap((source) =>
      ['1', '2'].map((id) => entryOf(instants[4]!, id, source)),
    );
    const open = () => openTimeline(['A', 'B'], trail);

    for (const sizes of [[1], [3], [4]]) {
      const forward = await walkThrough(open, { direction: 'after', sizes });
      const backward = await walkThrough(open, { direction: 'before', sizes });
      expect(forward.map(({ source, id }) => `${source}${id}`)).toEqual(['A2', 'A1', 'B2', 'B1']);
      expect(backward).toEqual(forward.toReversed());
    }
  });

  it('asks each system once for a page', async () => {
    const opened = openTimeline(['A', 'B'], [entryOf(instants[0]!, 'a', 'A')]);

    await askPage(opened, 'after', 5, null);

    expect([...opened.feeds.values()].map(({ calls }) => calls)).toEqual([1, 1]);
  });

  it('ends a short page where the nearest scan stopped, and says so', async () => {
    const trail = [
      entryOf(instants[6]!, 'a', 'A'),
      { ...entryOf(instants[5]!, 'a', 'B'), isWanted: false },
      entryOf(instants[4]!, 'a', 'A'),
      entryOf(instants[3]!, 'a', 'B'),
    ];
    const opened = openTimeline(['A', 'B'], trail, {
      scanLimitOf: (source) => (source === 'A' ? 9 : 1),
    });
    const page = await askPage(opened, 'after', 5, null);

    expect(nodesInOrder(page, 'after')).toEqual([trail[0]]);
    expect(page).toMatchObject({ hasNextPage: true, scannedThrough: instants[5] });
    expect(page.endCursor).not.toBe(page.edges[0]?.cursor);
  });

  it('fails when no system answers, with a failure that passes if there is one', async () => {
    for (const [kinds, message] of [
      [['absent', 'permanent', 'passing'], '2: passing'],
      [['absent', 'permanent'], '1: permanent'],
      [['absent', 'absent'], '0: absent'],
    ] as const) {
      const sources = kinds.map((_, index) => String(index));
      const opened = openTimeline(sources, [], { failureOf: (source) => kinds[Number(source)] });

      await expect(askPage(opened, 'after', 5, null)).rejects.toThrow(message);
      await expect(askPage(opened, 'before', 5, null)).rejects.toThrow(message);
    }
  });

  it('fails with an error that is no failure of a system, whoever answers', async () => {
    const opened = openTimeline(['A', 'B'], [], {
      failureOf: (source) => {
        if (source === 'B') throw new TypeError('a mistake');
        return undefined;
      },
    });

    await expect(askPage(opened, 'after', 5, null)).rejects.toThrow(TypeError);
    await expect(opened.feed.count(5)).rejects.toThrow(TypeError);
  });
});

describe('the count of a timeline', () => {
  const trail = ['a', 'b', 'c'].map((id) => entryOf(instants[0]!, id, id === 'c' ? 'B' : 'A'));

  it.each([
    ['exact when all systems answer', undefined, { count: 3, precision: 'EXACT' }],
    ['a lower bound while one fails', 'passing', { count: 2, precision: 'AT_LEAST' }],
    ['a lower bound without one', 'permanent', { count: 2, precision: 'AT_LEAST' }],
    ['exact when one is not there at all', 'absent', { count: 2, precision: 'EXACT' }],
  ] as const)('is %s', async (_, kind, count) => {
    const failureOf = (source: string) => (source === 'B' ? kind : undefined);

    expect(await openTimeline(['A', 'B'], trail, { failureOf }).feed.count(10)).toEqual(count);
  });

  it('is cut at the cap', async () => {
    const { feed } = openTimeline(['A', 'B'], trail);

    expect(await feed.count(3)).toEqual({ count: 3, precision: 'EXACT' });
    expect(await feed.count(2)).toEqual({ count: 2, precision: 'AT_LEAST' });
  });

  it('fails when no system answers', async () => {
    const { feed } = openTimeline(['A', 'B'], trail, { failureOf: () => 'passing' });

    await expect(feed.count(10)).rejects.toThrow(SourceFailure);
  });
});

function entryOf(at: Entry['at'], id: string, source: string): Entry {
  return { at, id, source, isWanted: true };
}
