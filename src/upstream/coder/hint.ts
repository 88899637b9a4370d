import { type Day, type Instant, parseInstant } from '../../feed/instant.ts';
import { boundaryIn, groupSizeIn, isValid, type Slice } from './paging/slice.ts';
import { boundOf, lastInstantOf } from './paging/window.ts';

/**
 * Where a position is believed to stand: the index of its instant's first row in a window, and how
 * many rows tie there. The window is the instant's own, or the one bounded by `to` (null: unbounded).
 * Only decides where to look; the rows decide what is there.
 */
export type CoderHint =
  readonly [index: number, ties: number] | readonly [index: number, ties: number, to: Day | null];

/** Farther than this nobody looks in a window that is not the position's own. */
const maxForeignIndex = 2000;

/** Undefined when it is no hint for that instant. */
export function parseHint(value: unknown, t: Instant): CoderHint | undefined {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return undefined;
  const [index, ties, to] = value as unknown[];
  if (!isIndex(index) || !isIndex(ties)) return undefined;
  if (value.length === 2) return [index, ties];
  const own = boundOf(t);
  if (index > maxForeignIndex || (to !== null && !(isDay(to) && own !== undefined && to >= own))) {
    return undefined;
  }
  return [index, ties, to];
}

/**
 * What slices of one reading tell about the place of `t`. Going back in time it is best remembered
 * in its own window, whose indexes start again every day; forward in time in the one just read,
 * which still has the next rows above it.
 */
export function hintAt(
  slices: readonly Slice[],
  t: Instant,
  direction: 'after' | 'before',
): CoderHint | undefined {
  const slice = slices.findLast((candidate) => isValid(candidate, t));
  if (!slice) return undefined;
  const index = boundaryIn(slice, t);
  const ties = groupSizeIn(slice, t);
  const { to } = slice.window;
  if (to === boundOf(t)) return [index, ties];
  const foreign = index <= maxForeignIndex ? ([index, ties, to ?? null] as const) : undefined;
  if (foreign && direction === 'before') return foreign;
  const top = topOfOwnWindow(slices, t, to);
  return top !== undefined && top <= index ? [index - top, ties] : foreign;
}

/** Where the own window of `t` begins inside the one bounded by `to`, if a slice shows it. */
function topOfOwnWindow(
  slices: readonly Slice[],
  t: Instant,
  to: Day | undefined,
): number | undefined {
  const own = boundOf(t);
  if (own === undefined) return undefined;
  const end = lastInstantOf(own);
  const slice = slices.findLast(
    (candidate) => candidate.window.to === to && isValid(candidate, end),
  );
  return slice && boundaryIn(slice, end);
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31;
}

function isDay(value: unknown): value is Day {
  return typeof value === 'string' && parseInstant(`${value}T00:00:00Z`) !== undefined;
}
