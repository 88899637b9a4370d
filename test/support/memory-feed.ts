import type { Json } from '../../src/feed/cursor.ts';
import type { Feed, Place, Reading } from '../../src/feed/feed.ts';
import { comparePositions, type Position } from '../../src/feed/position.ts';

export type Direction = 'after' | 'before';

export interface MemoryFeedOptions<E extends Position> {
  /** Which entries of the trail the feed has; the others are only scanned. */
  readonly matches?: (entry: E) => boolean;
  /** How many entries of the trail one reading looks at, matching or not, before it stops. */
  readonly scanLimit?: number | undefined;
  /** Runs before each reading and count: may change the trail, or throw to fail it. */
  readonly beforeCall?: (() => void) | undefined;
}

export interface MemoryFeed<E extends Position> extends Feed<E, Place<Json>> {
  /** Readings and counts that were asked for, failed ones too. */
  calls: number;
}

/**
 * A feed as an ideal database would answer it; the trail may be in any order, and may change between
 * calls. Its hints are whole numbers: a reading from a place
 * without one takes two calls instead of one, and everything else is dropped as junk. `placeAt`
 * holds its caller to the contract, positions from `from` to the end of what was read, as a reading
 * does: at least one entry.
 */
export function createMemoryFeed<E extends Position>(
  trail: readonly E[] | (() => readonly E[]),
  { matches = () => true, scanLimit = Infinity, beforeCall }: MemoryFeedOptions<E> = {},
): MemoryFeed<E> {
  const entries = () => (typeof trail === 'function' ? trail() : trail);
  const feed: MemoryFeed<E> = {
    calls: 0,
    after: (from, limit) => read('after', from, limit),
    before: (from, limit) => read('before', from, limit),
    async count(cap) {
      call();
      const count = entries().filter((entry) => matches(entry)).length;
      return count > cap ? { count: cap, precision: 'AT_LEAST' } : { count, precision: 'EXACT' };
    },
    parsePlace: ({ position, hint }) => (isHint(hint) ? { position, hint } : { position }),
  };
  return feed;

  function call(): void {
    feed.calls += 1;
    beforeCall?.();
  }

  async function read(
    direction: Direction,
    from: Place<Json> | undefined,
    limit: number,
  ): Promise<Reading<E, Place<Json>>> {
    call();
    if (limit < 1) throw new Error(`A reading of ${limit} entries.`);
    const scanned = beyond(entries(), from?.position, direction);
    const inReach = scanned.slice(0, scanLimit);
    const matching = inReach.filter((entry) => matches(entry));
    const found = matching.slice(0, limit);
    const isStopped = matching.length <= limit && inReach.length < scanned.length;
    const stop = isStopped ? inReach.at(-1) : undefined;
    const hasMore = matching.length > limit || isStopped;
    const end = stop ?? (hasMore ? found.at(-1) : undefined);
    const placeAt = (position: Position): Place<Json> => {
      expectWithin(position, direction, from?.position, end);
      return { position: { at: position.at, id: position.id }, hint: 1 };
    };
    return {
      entries: direction === 'after' ? found : found.toReversed(),
      hasMore,
      placeAt,
      stoppedAt: stop && placeAt(stop),
      scannedThrough: stop?.at,
      calls: from && !isHint(from.hint) ? 2 : 1,
      warnings: [],
    };
  }
}

/** What lies beyond a place, nearest first. */
export function beyond<E extends Position>(
  entries: readonly E[],
  from: Position | undefined,
  direction: Direction,
): E[] {
  const sign = direction === 'after' ? 1 : -1;
  return entries
    .filter((entry) => from === undefined || comparePositions(entry, from) * sign > 0)
    .toSorted((a, b) => comparePositions(a, b) * sign);
}

function isHint(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function expectWithin(
  position: Position,
  direction: Direction,
  from: Position | undefined,
  end: Position | undefined,
): void {
  const sign = direction === 'after' ? 1 : -1;
  const isTooNear = from !== undefined && comparePositions(position, from) * sign < 0;
  const isTooFar = end !== undefined && comparePositions(position, end) * sign > 0;
  if (isTooNear || isTooFar) {
    throw new Error(`Asked for a place outside of what was read: ${JSON.stringify(position)}`);
  }
}
