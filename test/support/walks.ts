import { longRun } from './long-run.ts';

/** How many cases a property tries: twenty times as many in a long run. */
export function walks(normally: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: longRun ? normally * 20 : normally, seed: 20_260_301 };
}
