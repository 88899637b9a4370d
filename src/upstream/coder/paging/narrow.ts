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
/** A step is at most so many times what the search has walked already. */
const maxStride = 15;
/** A step back is shown whole up to here. */
const maxStepShown = 128;
/** Guesses by time; then halves, since bursts keep no rate. */
const maxRoundsByTime = 3;

/** What is known after a slice that was not valid for `t`. What contradicts it is out of date. */
export function narrow(known: Known, slice: Slice, t: Instant): Known {
  const misses = known.misses + 1;
  const isAbove = beginsAbove(slice, t);
  const next = isAbove ? narrowAbove(known, slice, t) : narrowBelow(known, slice);
  if (!next.lo || !next.hi) return { ...next, misses };
  if (next.lo.index < next.hi.index) return { ...next, misses, rounds: known.rounds + 1 };
  return { ...next, ...(isAbove ? { hi: undefined } : { lo: undefined }), misses, rounds: 0 };
}

/** The search looks beyond everything: its hint, or all it knew, is out of date. */
export function isLost({ lo }: Known, { rows }: Slice): boolean {
  return lo === undefined && rows.length === 0;
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
  const last = { index: offset + rows.length - 1, at: rows.at(-1)?.at };
  const start = known.start ?? { index: offset, at: rows[0]?.at };
  const size = sizeOf(slice);
  const end =
    size !== undefined && size > last.index ? { index: size, at: endOf(slice) } : undefined;
  if (end && isGuarded && endOf(slice) > t) {
    // Everything down to the guard is above `t`, too; only the hole behind it is not counted.
    return { ...known, start, lo: lower(known.lo, { ...end, index: end.index - 1 }) };
  }
  const hi = end ? upper(known.hi, end) : known.hi;
  return { ...known, start, lo: lower(known.lo, last), hi };
}

/** The slice begins at or below `t`, or behind the window's end. */
function narrowBelow(known: Known, slice: Slice): Known {
  const { offset, rows } = slice;
  const size = rows.length === 0 ? sizeOf(slice) : undefined;
  const first =
    size !== undefined && size < offset
      ? { index: size, at: endOf(slice) }
      : { index: offset, at: rows[0]?.at };
  return { ...known, hi: upper(known.hi, first) };
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
  const seen = lo.index - (start?.index ?? 0) + 1;
  const byRate = (rateIndex(start, lo, t) ?? lo.index) - lo.index;
  const step = Math.round(Math.min(Math.max(byRate, misses > 1 ? seen : 0), maxStride * seen));
  return step > net ? around(lo.index + step) : { first: lo.index + 1, last: lo.index + 1 + net };
}

/** Only rows below are known: back in growing steps, showing all of the step while that is cheap. */
function guessBefore({ misses }: Known, hi: Mark): Guess {
  const first = Math.max(0, hi.index - 8 * 4 ** misses);
  return { first, last: Math.min(hi.index, first + maxStepShown) };
}

function guessBetween({ start, rounds }: Known, lo: Mark, hi: Mark, t: Instant): Guess {
  const first = lo.index + 1;
  const last = hi.index;
  if (last - first <= net) return { first, last };
  const index = rounds <= maxRoundsByTime ? timeIndex(start, lo, hi, t) : undefined;
  const guess = around(index ?? Math.round((lo.index + last) / 2));
  const shift = Math.max(first - guess.first, 0) + Math.min(last - guess.last, 0);
  return { first: guess.first + shift, last: guess.last + shift };
}

/** Where `t` would be between the two: by the rate between them, or else by that before them. */
function timeIndex(start: Mark | undefined, lo: Mark, hi: Mark, t: Instant): number | undefined {
  const between = rateIndex(lo, hi, t);
  if (between !== undefined) return Math.min(between, hi.index);
  const onwards = rateIndex(start, lo, t);
  return onwards !== undefined && onwards < hi.index ? onwards : undefined;
}

/** Where `t` would be if rows came at the rate between the two marks. */
function rateIndex(newer: Mark | undefined, older: Mark, t: Instant): number | undefined {
  if (newer?.at === undefined || older.at === undefined) return undefined;
  const span = secondsBetween(newer.at, older.at);
  if (span <= 0) return undefined;
  const rate = (older.index - newer.index) / span;
  return newer.index + Math.round(rate * secondsBetween(newer.at, t));
}

function around(index: number): Guess {
  return { first: index - net / 2, last: index + net / 2 };
}
