import { BudgetSpentError } from './feed-error.ts';
import type { Feed, Place, Reading } from './feed.ts';
import { comparePositions, isAfter, type Position } from './position.ts';

export type Direction = 'after' | 'before';

/** What a walk found on, nearest first. */
export interface Step<E extends Position, Hint> {
  readonly entries: readonly E[];
  readonly hasMore: boolean;
  /** Where it stopped before it knew of as many entries as wanted, and whether there are more. */
  readonly stop: Position | undefined;
  /** The readings that it made for this. */
  readonly readings: readonly Reading<E, Place<Hint>>[];
  readonly callsToGoOn: number;
}

/** So many parts are each asked for a whole page at once; more of them for less at first. */
const wholeParts = 8;

/**
 * A walk through several feeds in one order. What was read and not given yet is kept, so that only
 * those are read on that have run dry.
 */
export class MergeWalk<E extends Position, Hint> {
  readonly direction: Direction;
  readonly #parts: readonly Part<E, Hint>[];
  #end: Position | undefined;

  constructor(
    direction: Direction,
    feeds: readonly Feed<E, Place<Hint>>[],
    places: readonly (Place<Hint> | undefined)[],
  ) {
    this.direction = direction;
    this.#parts = feeds.map((feed, index) => new Part(direction, feed, places[index]));
    this.#end = places[0]?.position;
  }

  standsAt(position: Position): boolean {
    return this.#end !== undefined && comparePositions(this.#end, position) === 0;
  }

  /**
   * Up to `limit` entries on. Once all parts were read, those that are dry now are read on once, so
   * that it is known before what it costs; then it may stop sooner.
   */
  async step(limit: number): Promise<Step<E, Hint>> {
    const entries: E[] = [];
    const readings: Reading<E, Place<Hint>>[] = [];
    const isOn = this.#parts.every((part) => part.isRead);
    const first = Math.ceil((limit * wholeParts) / Math.max(this.#parts.length, wholeParts));
    let stop: Position | undefined;
    for (;;) {
      const round = this.#dryParts(entries.at(-1)).map((part) =>
        part.readOn(part.isRead ? limit : first),
      );
      const read = await Promise.all(round).catch((error: unknown) => {
        if (entries.length === 0 || !(error instanceof BudgetSpentError)) throw error;
      });
      if (read === undefined) {
        stop = entries.at(-1);
        break;
      }
      readings.push(...read);
      stop = this.#take(entries, limit);
      if (stop !== undefined || entries.length === limit || this.#isEnded) break;
      if (isOn) {
        stop = entries.at(-1);
        break;
      }
    }
    this.#end = stop ?? entries.at(-1) ?? this.#end;
    const callsToGoOn = this.#dryParts(undefined).length;
    return { entries, hasMore: !this.#isEnded, stop, readings, callsToGoOn };
  }

  /** What the parts want to be reminded of at a position that the walk has come to. */
  hintsAt(position: Position): (Hint | null)[] {
    return this.#parts.map((part) => part.hintAt(position));
  }

  #dryParts(last: Position | undefined): readonly Part<E, Hint>[] {
    return this.#parts.filter((part) => part.needsReading(last ?? this.#end));
  }

  get #isEnded(): boolean {
    return this.#parts.every((part) => part.isEnded);
  }

  /** Takes entries while it is known what comes next. Gives the place behind which it is not. */
  #take(entries: E[], limit: number): Position | undefined {
    const isNearer = (a: Position, b: Position) => isBeyond(this.direction, b, a);
    const nearest = <P extends Position>(a: P | undefined, b: P | undefined) =>
      a === undefined || (b !== undefined && isNearer(b, a)) ? b : a;
    for (;;) {
      if (this.#parts.some((part) => part.needsReading(undefined))) return undefined;
      let next: E | undefined;
      let stop: Position | undefined;
      for (const part of this.#parts) {
        next = nearest(next, part.head);
        if (part.head === undefined) stop = nearest(stop, part.stop);
      }
      if (stop !== undefined && (next === undefined || isNearer(stop, next))) return stop;
      if (next === undefined || entries.length === limit) return undefined;
      entries.push(next);
      // Two parts may both have an entry.
      for (const part of this.#parts) part.passBy(next);
    }
  }
}

/** One of the feeds, as far as the walk has read it. */
class Part<E extends Position, Hint> {
  readonly #direction: Direction;
  readonly #feed: Feed<E, Place<Hint>>;
  readonly #readings: Reading<E, Place<Hint>>[] = [];
  #place: Place<Hint> | undefined;
  /** Read and not taken yet, from `#next` on, nearest first. */
  #entries: readonly E[] = [];
  #next = 0;
  #hasMore = true;
  /** Where the reading stopped for reasons of its own. */
  stop: Position | undefined;

  constructor(direction: Direction, feed: Feed<E, Place<Hint>>, place: Place<Hint> | undefined) {
    this.#direction = direction;
    this.#feed = feed;
    this.#place = place;
  }

  get head(): E | undefined {
    return this.#entries[this.#next];
  }
  get isRead(): boolean {
    return this.#readings.length > 0;
  }
  get isEnded(): boolean {
    return !this.#hasMore && this.head === undefined;
  }

  /** Nothing is known of what comes next. A stop is passed once the walk stands there, at `end`. */
  needsReading(end: Position | undefined): boolean {
    if (!this.#hasMore || this.head !== undefined) return false;
    if (this.stop === undefined) return true;
    return end !== undefined && !isBeyond(this.#direction, this.stop, end);
  }

  async readOn(limit: number): Promise<Reading<E, Place<Hint>>> {
    const reading = await this.#feed[this.#direction](this.#place, limit);
    const { entries, hasMore, stoppedAt } = reading;
    this.#readings.push(reading);
    this.#entries = this.#direction === 'after' ? entries : entries.toReversed();
    this.#next = 0;
    this.#hasMore = hasMore;
    this.stop = stoppedAt?.position;
    const last = this.#entries.at(-1);
    this.#place = stoppedAt ?? (last ? reading.placeAt(last) : this.#place);
    return reading;
  }

  passBy(entry: E): void {
    if (this.head !== undefined && comparePositions(this.head, entry) === 0) this.#next += 1;
  }

  hintAt(position: Position): Hint | null {
    const reading =
      this.#readings.find((each) => !isBeyond(this.#direction, position, this.#endOf(each))) ??
      this.#readings.at(-1);
    return reading?.placeAt(position).hint ?? null;
  }

  /** How far it tells what there is; undefined: to the end of the feed. */
  #endOf({ entries, hasMore, stoppedAt }: Reading<E, Place<Hint>>): Position | undefined {
    if (stoppedAt !== undefined) return stoppedAt.position;
    if (!hasMore) return undefined;
    return this.#direction === 'after' ? entries.at(-1) : entries[0];
  }
}

/** Whether `a` lies further on than `b`; nothing does beyond an end that is none. */
function isBeyond(direction: Direction, a: Position, b: Position | undefined): boolean {
  if (b === undefined) return false;
  return direction === 'after' ? isAfter(a, b) : isAfter(b, a);
}
