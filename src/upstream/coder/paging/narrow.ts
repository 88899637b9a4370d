import { type Instant, startOfDay } from '../../../feed/instant.ts';
import { beginsAbove, sizeOf, type Slice } from './slice.ts';
import { dawn, secondsBetween } from './window.ts';

/**
 * What a search for `t` knows about one window. The boundary, the index of the first row at or
 * below `t`, lies behind `lo` and not behind `hi`. All of it may be out of date: it only guides.
 */
export interface Known {
  /** The last row known to be above `t`. */
  readonly lo: Mark | undefined;
  /** A row known to be at or below `t`, or the window's end. */
  readonly hi: Mark | undefined;
  /** The first row seen above `t`: from there to `lo` is how dense rows are. */
  readonly start: Mark | undefined;
  readonly misses: number;
  /** Misses since both sides are known. */
  readonly rounds: number;
}

interface Mark {
  readonly index: number;
  readonly at: Instant | undefined;
}

/** The boundary is looked for in these indexes, both included. */
export interface Guess {
  readonly first: number;
  readonly last: number;
}

export const nothingKnown: Known = {
  lo: undefined,
  hi: undefined,
  start: undefined,
  misses: 0,
  rounds: 0,
};

/** Rows that a guess may be off and still hit. */
const net = 96;
/** Guesses in proportion to time; then halves, since bursts know no proportion. */
const maxProportionalRounds = 3;

/** What is known after a slice that was not valid for `t`. */
export function narrow(known: Known, slice: Slice, t: Instant): Known {
  const misses = known.misses + 1;
  const next = beginsAbove(slice, t) ? narrowAbove(known, slice, t) : narrowBelow(known, slice);
  return { ...next, misses, rounds: next.lo && next.hi ? known.rounds + 1 : 0 };
}

/** The table moved under the search, or a hint pointed beyond everything. */
export function isLost({ lo, hi }: Known, { rows }: Slice): boolean {
  return lo ? hi !== undefined && hi.index <= lo.index : rows.length === 0;
}

/** Undefined when there is nothing to go by. */
export function nextGuess(known: Known, t: Instant): Guess | undefined {
  const { lo, hi } = known;
  if (lo && hi) return guessBetween(known, lo, hi, t);
  if (lo) return guessBehind(known, lo, t);
  if (hi) return guessBefore(known, hi);
  return undefined;
}

/** All rows of the slice are above `t`, and it is full, or cut by a guard above `t`. */
function narrowAbove(known: Known, slice: Slice, t: Instant): Known {
  const { offset, rows, isGuarded } = slice;
  const size = sizeOf(slice);
  const end = endOf(slice);
  const last = { index: offset + rows.length - 1, at: rows.at(-1)?.at };
  const first = { index: offset, at: rows[0]?.at };
  const start = known.start ?? first;
  if (size === undefined) return { ...known, start, lo: lower(known.lo, last) };
  // Everything down to the guard is above `t`; only what lies in the hole between them is not counted.
  if (isGuarded && end > t)
    return { ...known, start, lo: lower(known.lo, { index: size - 1, at: end }) };
  return {
    ...known,
    start,
    lo: lower(known.lo, last),
    hi: size > last.index ? upper(known.hi, { index: size, at: end }) : known.hi,
  };
}

/** The slice begins at or below `t`, or behind the window's end. */
function narrowBelow(known: Known, slice: Slice): Known {
  const { offset, rows } = slice;
  if (rows[0] !== undefined)
    return { ...known, hi: upper(known.hi, { index: offset, at: rows[0].at }) };
  const size = sizeOf(slice);
  const end =
    size === undefined || size > offset
      ? { index: offset, at: undefined }
      : { index: size, at: endOf(slice) };
  return { ...known, hi: upper(known.hi, end) };
}

/** Nothing of the window is older. */
function endOf({ window }: Slice): Instant {
  return window.from === undefined ? dawn : startOfDay(window.from);
}

function lower(a: Mark | undefined, b: Mark): Mark {
  return a && a.index >= b.index ? a : b;
}

function upper(a: Mark | undefined, b: Mark): Mark {
  return a && a.index <= b.index ? a : b;
}

/** Only rows above are known: on by the rate at which they came, soon at least twice as far. */
function guessBehind({ start, misses }: Known, lo: Mark, t: Instant): Guess {
  const known = lo.index - (start?.index ?? 0) + 1;
  const span = start?.at && lo.at ? secondsBetween(start.at, lo.at) : 0;
  const byRate = span > 0 && lo.at ? (known * secondsBetween(lo.at, t)) / span : 0;
  const step = Math.round(Math.min(Math.max(byRate, misses > 1 ? known : 0), 7 * known));
  if (step <= net) return { first: lo.index + 1, last: lo.index + 1 + net };
  return around(lo.index + step);
}

/** Only rows below are known: back in growing steps, showing all of the step while that is cheap. */
function guessBefore({ misses }: Known, hi: Mark): Guess {
  const step = 8 * 4 ** misses;
  const first = Math.max(0, hi.index - step);
  return { first, last: Math.min(hi.index, first + Math.max(net, 128)) };
}

function guessBetween({ rounds }: Known, lo: Mark, hi: Mark, t: Instant): Guess {
  const first = lo.index + 1;
  const last = hi.index;
  if (last - first <= net) return { first, last };
  const share = rounds <= maxProportionalRounds ? shareOfTime(lo.at, hi.at, t) : 0.5;
  const { first: from, last: till } = around(lo.index + Math.round(share * (last - lo.index)));
  const shift = Math.max(first - from, 0) + Math.min(last - till, 0);
  return { first: from + shift, last: till + shift };
}

function shareOfTime(lo: Instant | undefined, hi: Instant | undefined, t: Instant): number {
  if (lo === undefined || hi === undefined) return 0.5;
  const span = secondsBetween(lo, hi);
  return span > 0 ? Math.min(1, secondsBetween(lo, t) / span) : 0.5;
}

function around(index: number): Guess {
  return { first: index - net / 2, last: index + net / 2 };
}
