import type { Position } from '../../src/feed/position.ts';
import { below, createRandom } from './random.ts';

export interface ChangingTrail<E extends Position> {
  /** What is there now. */
  readonly entries: E[];
  /** Lets an entry appear, anywhere, or vanish for good; or nothing. */
  change(): void;
  /** Those that were there from the begin on, and still are. */
  stable(): E[];
}

/** Entries that come and go; `later` appear at most once. */
export function createChangingTrail<E extends Position>(
  begin: readonly E[],
  later: readonly E[],
  seed: number,
): ChangingTrail<E> {
  const random = createRandom(seed);
  const entries = [...begin];
  const waiting = [...later];
  return {
    entries,
    change() {
      if (random() < 0.3 && waiting.length > 0) entries.push(waiting.pop()!);
      if (random() < 0.2 && entries.length > 0) {
        entries.splice(below(random, entries.length), 1);
      }
    },
    stable: () => begin.filter((entry) => entries.includes(entry)),
  };
}
