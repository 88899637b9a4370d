import { assert, asyncProperty, integer, noShrink } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAfter } from '../../src/feed/position.ts';
import {
  createCoderWalk,
  expectedRows,
  hintOf,
  randomPosition,
  runCoderWalk,
} from '../support/coder-oracle.ts';
import { longRun } from '../support/long-run.ts';

/** Everything in a case follows from its seed, which is what a failure prints. */
function forSeeds(runs: number, check: (seed: number) => Promise<void>): Promise<void> {
  const numRuns = longRun ? runs * 40 : runs;
  return assert(asyncProperty(noShrink(integer()), check), { numRuns });
}

const timeout = longRun ? 3_600_000 : 900_000;

describe('a feed over random trails', () => {
  it(
    'loses and repeats nothing while entries arrive, appear late, vanish and tie',
    { timeout },
    () =>
      forSeeds(300, async (seed) => {
        const { faults } = await runCoderWalk(createCoderWalk(seed));

        expect(faults).toEqual([]);
      }),
  );

  it('shows the same page at a place whatever its hint', { timeout }, () =>
    forSeeds(150, async (seed) => {
      const walk = createCoderWalk(seed, { changes: 'none' });
      const { feed, table, random, pageSize: limit } = walk;
      const rows = expectedRows(walk);
      const position = randomPosition(random, table.rows);
      const older = rows.filter((row) => isAfter(row, position));
      const newer = rows.filter((row) => isAfter(position, row));
      const readings = [
        await feed.after({ position }, limit),
        await feed.before({ position }, limit),
      ];
      const hints = readings.map((reading) => reading.placeAt(position).hint);

      for (const kind of ['none', 'right', 'stale', 'absurd'] as const) {
        const place = feed.parsePlace({
          position,
          hint: hintOf(kind, random, random.pick(hints)),
        });
        const after = await feed.after(place, limit);
        const before = await feed.before(place, limit);

        expect([after.entries, after.hasMore]).toEqual([
          older.slice(0, limit),
          older.length > limit,
        ]);
        expect([before.entries, before.hasMore]).toEqual([
          newer.slice(-limit),
          newer.length > limit,
        ]);
      }
    }),
  );

  it('counts exactly, or says that there are more', { timeout }, () =>
    forSeeds(200, async (seed) => {
      const walk = createCoderWalk(seed, { changes: 'none' });
      const { feed, countCap, random, pageSize } = walk;
      const size = expectedRows(walk).length;
      const cap = random.pick([1, 10, 100, 2000]);
      if (seed % 2 === 0) await feed.after(undefined, pageSize);

      const { count, precision } = await feed.count(cap);

      const isCountable = size <= Math.min(cap, countCap ?? 2000);
      expect({ count, precision }).toEqual({
        count: isCountable || precision === 'EXACT' ? size : Math.min(count, size, cap),
        precision: isCountable ? 'EXACT' : precision,
      });
      if (size > cap) expect(precision).toBe('AT_LEAST');
    }),
  );
});
