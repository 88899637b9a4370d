import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkExactly } from './support/exact-walk.ts';
import { longRun } from './support/long-run.ts';
import { failingPlans, plans, slowPlans } from './support/walk-plans.ts';
import { startWorld } from './support/walk-world.ts';
import type { World, WorldPlan } from './support/walk-world.ts';
import { walks } from './support/walks.ts';

const timeout = longRun ? 7_200_000 : 1_800_000;

/** Which world, and what decides everything in it: no smaller number is simpler. */
function walkIn(worlds: readonly WorldPlan[]): fc.Arbitrary<[world: number, seed: number]> {
  return fc.noShrink(fc.tuple(fc.nat(worlds.length - 1), fc.nat()));
}

describe('pages', () => {
  let worlds: readonly World[];
  let failingWorlds: readonly World[];
  let slowWorlds: readonly World[];

  beforeAll(async () => {
    worlds = await Promise.all(plans.map(startWorld));
    failingWorlds = await Promise.all(failingPlans.map(startWorld));
    slowWorlds = await Promise.all(slowPlans.map(startWorld));
  });

  afterAll(() =>
    Promise.all([...worlds, ...failingWorlds, ...slowWorlds].map((world) => world.close())),
  );

  it(
    'are those of an ideal database, whatever is asked for and however it changes',
    async () => {
      await fc.assert(
        fc.asyncProperty(walkIn(plans), async ([world, seed]) => {
          const { faults } = await walkExactly(worlds[world]!, seed);

          expect(faults).toEqual([]);
        }),
        walks(200),
      );
    },
    timeout,
  );

  it(
    'of slow upstreams end where the time does, and lose nothing',
    async () => {
      let pages = 0;
      let failed = 0;
      await fc.assert(
        fc.asyncProperty(walkIn(slowPlans), async ([world, seed]) => {
          const walked = await walkExactly(slowWorlds[world]!, seed);

          expect(walked.faults).toEqual([]);
          pages += walked.pages;
          failed += walked.hasGivenUp ? 1 : 0;
        }),
        walks(60),
      );

      // What cannot be found in time is rare.
      expect(failed).toBeLessThan(pages / 10);
    },
    timeout,
  );

  it(
    'of the timeline catch up on a system that fails now and then',
    async () => {
      await fc.assert(
        fc.asyncProperty(walkIn(failingPlans), async ([world, seed]) => {
          const { faults } = await walkExactly(failingWorlds[world]!, seed, {
            kind: 'auditTimeline',
            isFailing: true,
          });

          expect(faults).toEqual([]);
        }),
        walks(60),
      );
    },
    timeout,
  );
});
