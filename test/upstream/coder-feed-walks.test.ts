import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCoderWalk, runCoderWalk } from '../support/coder-oracle.ts';
import { longRun } from '../support/long-run.ts';

const walks = longRun ? 10_000 : 300;

it(
  'loses and repeats nothing on random walks while the table changes',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const { faults } = await runCoderWalk(createCoderWalk(seed));

        expect(faults).toEqual([]);
      }),
      { numRuns: walks },
    );
  },
  longRun ? 3_600_000 : 60_000,
);
