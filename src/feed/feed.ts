import type { UpstreamName } from '../config/upstream-name.ts';
import type { Instant } from './instant.ts';
import type { Position } from './position.ts';

/**
 * A sequence of entries, newest first in the total order of `position.ts`, that can be read from
 * any place in both directions. Feeds keep four laws, whatever arrives, ties or vanishes meanwhile:
 *
 * 1. reading `after` from the top yields every entry that existed when the walk began, once, in order;
 * 2. reading `before` from any place yields the same entries backwards;
 * 3. what is read at a place does not depend on how the place was reached, nor on its hint;
 * 4. the cost of a reading does not grow with its depth.
 */
export interface Feed<E extends Position, P> {
  /** Up to `limit` (≥ 1) entries older than `from`, newest first; undefined: from the newest on. */
  after(from: P | undefined, limit: number): Promise<Reading<E, P>>;
  /** Up to `limit` (≥ 1) entries newer than `from`, the nearest, newest first; undefined: the oldest. */
  before(from: P | undefined, limit: number): Promise<Reading<E, P>>;
  /** How many entries there are, counted up to `cap`. */
  count(cap: number): Promise<Count>;
  /** Makes a place out of an untrusted cursor: a bad hint is dropped; undefined when it is no place. */
  parsePlace(value: UnverifiedPlace): P | undefined;
}

/** A position, and what a feed wants to be reminded of there. A hint may cost calls, never entries. */
export interface Place<Hint> {
  readonly position: Position;
  readonly hint?: Hint | undefined;
}

/** What a cursor said: the position is well-formed, the hint may be anything. */
export interface UnverifiedPlace {
  readonly position: Position;
  readonly hint: unknown;
}

export interface Reading<E extends Position, P> {
  /** Newest first, in both directions. */
  readonly entries: readonly E[];
  /** Whether an entry lies beyond these in the direction read. Always true beside `stoppedAt`. */
  readonly hasMore: boolean;
  /** The place at a position from `from` to the end of what was read, to read on from. */
  readonly placeAt: (position: Position) => P;
  /** Where to read on from when reading stopped short of `limit` entries, or of knowing `hasMore`. */
  readonly stoppedAt?: P | undefined;
  /** How far everything was searched when a scan budget ran out; beside `stoppedAt`. */
  readonly scannedThrough?: Instant | undefined;
  /** How many upstream calls it took. */
  readonly calls: number;
  /** How many it takes to read on from its end in the same request, where that is known. */
  readonly callsToGoOn?: number;
  readonly warnings: readonly FeedWarning[];
}

export interface Count {
  readonly count: number;
  readonly precision: 'EXACT' | 'AT_LEAST';
}

export interface FeedWarning {
  readonly code:
    | 'POSSIBLY_TRUNCATED'
    | 'ENTRIES_SKIPPED'
    | 'FILTER_IGNORED_BY_UPSTREAM'
    | 'TIME_ZONE_ASSUMED'
    | 'SCAN_BUDGET_SPENT'
    | 'NO_ACCOUNT';
  readonly source: UpstreamName;
  readonly message: string;
}
