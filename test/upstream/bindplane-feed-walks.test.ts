import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { walkAndCompare, walkPlans } from '../support/bindplane-walk.ts';
import { longRun } from '../support/long-run.ts';

const numRuns = longRun ? 10_000 : 300;
const timeout = longRun ? 3_600_000 : 900_000;

describe('walks through a Bindplane trail', () => {
  it(
    'answer as an ideal database would',
    async () => {
      await fc.assert(
        fc.asyncProperty(walkPlans, async (plan) => void (await walkAndCompare(plan))),
        { numRuns, seed: 4 },
      );
    },
    timeout,
  );
});
