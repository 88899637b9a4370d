import type { Budget } from './budget.ts';
import { BudgetSpentError } from './feed-error.ts';
import type { Feed, FeedWarning, Reading } from './feed.ts';
import { isAfter, type Position } from './position.ts';
import { shortPage } from './short-page.ts';

export interface ScanOptions {
  /** Whose feed it is, to say so when a page is left short. */
  readonly source: FeedWarning['source'];
  /** What one reading of the feed costs when its place is known: 1, or the parts of a merge. */
  readonly callsPerReading: number;
  /** How many entries a reading asks for to find so many matches. */
  readonly chunkSize: (limit: number) => number;
}

/**
 * The entries of a feed that match, found by reading on in chunks. When the budget ends first, the
 * reading says where it stopped. A page is whole once one match more than asked for is found.
 */
export function filter<E extends Position, P>(
  feed: Feed<E, P>,
  matches: (entry: E) => boolean,
  budget: Budget,
  { source, callsPerReading, chunkSize }: ScanOptions,
): Feed<E, P> {
  /** How far the newest entries were scanned, so that a count goes on where the first page ended. */
  let top: Scan<E, P> | undefined;

  return {
    async after(from, limit) {
      const scan = newScan<E, P>(from);
      await scanOn('after', scan, limit + 1, chunkSize(limit));
      if (from === undefined) top = scan;
      return readingOf('after', scan, limit, source);
    },

    async before(from, limit) {
      const scan = newScan<E, P>(from);
      await scanOn('before', scan, limit + 1, chunkSize(limit));
      return readingOf('before', scan, limit, source);
    },

    async count(cap) {
      top ??= newScan<E, P>(undefined);
      await scanOn('after', top, cap + 1, chunkSize(cap));
      const isExact = top.hasEnded && top.found.length <= cap;
      return {
        count: Math.min(top.found.length, cap),
        precision: isExact ? 'EXACT' : 'AT_LEAST',
      };
    },

    parsePlace: (value) => feed.parsePlace(value),
  };

  async function scanOn(
    direction: 'after' | 'before',
    scan: Scan<E, P>,
    wanted: number,
    chunk: number,
  ): Promise<void> {
    while (scan.found.length < wanted && !scan.hasEnded) {
      // A page that read nothing would have no place to go on from; a count may stop anywhere.
      const isPageStart = scan.readings.length === 0 && scan !== top;
      const calls = scan.readings.at(-1)?.callsToGoOn ?? callsPerReading;
      if (!isPageStart && !budget.mayCall(calls)) return;
      const reading = await feed[direction](scan.place, chunk).catch((error: unknown) => {
        if (isPageStart || !(error instanceof BudgetSpentError)) throw error;
      });
      if (reading === undefined) return;
      budget.take(reading.calls);
      const matching = reading.entries.filter(matches);
      scan.readings.push(reading);
      if (scan.found.length === 0) scan.found = matching;
      else if (direction === 'after') scan.found = [...scan.found, ...matching];
      else scan.found = [...matching, ...scan.found];
      scan.hasEnded = !reading.hasMore;
      const last = direction === 'after' ? reading.entries.at(-1) : reading.entries[0];
      scan.place = reading.stoppedAt ?? (last && reading.placeAt(last));
      scan.reached = reading.scannedThrough ?? last?.at ?? scan.reached;
    }
  }
}

/** A scan in one direction, as far as it came. */
interface Scan<E extends Position, P> {
  readonly readings: Reading<E, P>[];
  /** Matches, newest first. */
  found: readonly E[];
  /** Where it goes on. */
  place: P | undefined;
  reached: Position['at'] | undefined;
  hasEnded: boolean;
}

function newScan<E extends Position, P>(from: P | undefined): Scan<E, P> {
  return { readings: [], found: [], place: from, reached: undefined, hasEnded: false };
}

function readingOf<E extends Position, P>(
  direction: 'after' | 'before',
  scan: Scan<E, P>,
  limit: number,
  source: FeedWarning['source'],
): Reading<E, P> {
  const { readings, found, place, reached, hasEnded } = scan;
  const isStopped = found.length <= limit && !hasEnded;
  const scannedThrough = isStopped ? reached : undefined;
  const warnings = readings.flatMap((reading) => reading.warnings);
  return {
    entries: direction === 'after' ? found.slice(0, limit) : found.slice(-limit),
    hasMore: found.length > limit || !hasEnded,
    placeAt: (position) => readingAt(readings, position, direction).placeAt(position),
    stoppedAt: isStopped ? place : undefined,
    scannedThrough,
    calls: readings.reduce((total, { calls }) => total + calls, 0),
    warnings:
      scannedThrough === undefined
        ? warnings
        : [...warnings, shortPage(source, direction, scannedThrough)],
  };
}

/** The reading whose entries reach a position; the last one knows everything further on. */
function readingAt<E extends Position, P>(
  readings: readonly Reading<E, P>[],
  position: Position,
  direction: 'after' | 'before',
): Reading<E, P> {
  const reaches = ({ entries }: Reading<E, P>) => {
    const end = direction === 'after' ? entries.at(-1) : entries[0];
    if (end === undefined) return false;
    return direction === 'after' ? !isAfter(position, end) : !isAfter(end, position);
  };
  return readings.find(reaches) ?? readings.at(-1)!;
}
