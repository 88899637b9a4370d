import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkExactly } from './support/exact-walk.ts';
import { longRun } from './support/long-run.ts';
import { failingPlans, plans } from './support/walk-plans.ts';
import { startWorld } from './support/walk-world.ts';
import type { World, WorldPlan } from './support/walk-world.ts';
import { walks } from './support/walks.ts';

const timeout = longRun ? 7_200_000 : 120_000;

/** Which world, and what decides everything in it: no smaller number is simpler. */
function walkIn(worlds: readonly WorldPlan[]): fc.Arbitrary<[world: number, seed: number]> {
  return fc.noShrink(fc.tuple(fc.nat(worlds.length - 1), fc.nat()));
}

describe('pages', () => {
  let worlds: readonly World[];
  let failingWorlds: readonly World[];

  beforeAll(async () => {
    worlds = await Promise.all(plans.map(startWorld));
    failingWorlds = await Promise.all(failingPlans.map(startWorld));
  });

  afterAll(() => Promise.all([...worlds, ...failingWorlds].map((world) => world.close())));

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
