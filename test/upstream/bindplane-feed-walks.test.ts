import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { walks } from '../support/bindplane-oracle.ts';
import { walkAndCompare, walkPlans } from '../support/bindplane-walk.ts';

describe('walks through a Bindplane trail', () => {
  it('answer as an ideal database would', async () => {
    await fc.assert(
      fc.asyncProperty(walkPlans, async (plan) => void (await walkAndCompare(plan))),
      {
        numRuns: walks(300),
        seed: 4,
      },
    );
  });
});
