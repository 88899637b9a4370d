import type { Position } from '../../src/feed/position.ts';
import { Random } from '../../src/simulator/random.ts';

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
  const random = new Random(seed);
  const entries = [...begin];
  const waiting = [...later];
  return {
    entries,
    change() {
      if (random.share() < 0.3 && waiting.length > 0) entries.push(waiting.pop()!);
      if (random.share() < 0.2 && entries.length > 0) {
        entries.splice(random.below(entries.length), 1);
      }
    },
    stable: () => begin.filter((entry) => entries.includes(entry)),
  };
}
