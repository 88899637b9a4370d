import { type Json, packPlace, type PlaceCodec, unpackPlace } from './cursor.ts';
import { InvalidArgumentError } from './feed-error.ts';
import type { Count, Feed, FeedWarning, Place, Reading } from './feed.ts';
import { type Instant, nextInstant } from './instant.ts';
import { sumCounts } from './merge-parts.ts';
import { below, comparePositions, type Position } from './position.ts';

/** One system of a timeline. */
export interface TimelineSource<E extends Position, Name extends string> {
  readonly name: Name;
  /** The feed to read. Rejects when the source cannot be asked: a failure like any other. */
  readonly open: () => Promise<Feed<E, Place<Json>>>;
  /** What its reader should know although it answers. Asked when it did. */
  readonly noteOf?: () => Promise<string | undefined>;
}

export interface TimelineOptions<E extends Position, Name extends string> {
  /** At one instant, entries stand in the order of their sources here. */
  readonly sources: readonly TimelineSource<E, Name>[];
  readonly sourceOf: (entry: E) => Name;
  /** Whether an error is the failure of one source; any other fails the whole reading. */
  readonly isFailure: (error: unknown) => boolean;
  /** Whether a failure passes, so that the source's entries are still to come. */
  readonly isPassing: (error: unknown) => boolean;
  /** Whether a failure says that the source has no entries at all: then it does not count. */
  readonly isAbsence: (error: unknown) => boolean;
}

/** Where each source stands, in the order of the sources. */
export type TimelinePlace = readonly SourcePlace[];

/** Nothing was read yet of a source that stands at an end of its feed. */
type SourcePlace = Place<unknown> | 'newest' | 'oldest';

export interface TimelineReading<E extends Position, Name extends string> {
  readonly entries: readonly E[];
  readonly hasMore: boolean;
  readonly placeAt: (entry: E) => TimelinePlace;
  readonly stoppedAt: TimelinePlace | undefined;
  readonly scannedThrough: Instant | undefined;
  readonly warnings: readonly FeedWarning[];
  readonly sources: readonly SourceState<Name>[];
}

export interface SourceState<Name extends string> {
  readonly name: Name;
  /** Why its entries are missing in this page; undefined when they are in it. */
  readonly error: unknown;
  readonly note: string | undefined;
  /** Set while entries that were missing before come first: the instant from which they were, or an end. */
  readonly catchingUpFrom: Instant | 'newest' | 'oldest' | undefined;
}

export interface Timeline<E extends Position, Name extends string> {
  after(from: TimelinePlace | undefined, limit: number): Promise<TimelineReading<E, Name>>;
  before(from: TimelinePlace | undefined, limit: number): Promise<TimelineReading<E, Name>>;
  count(cap: number): Promise<Count>;
}

type Direction = 'after' | 'before';
/** A position in the timeline's order: instant descending, source, id descending. */
interface TimelinePosition {
  readonly position: Position;
  /** The index of its source. */
  readonly rank: number;
}

/**
 * Several sources in one order, each with a place of its own. A source that fails keeps its place,
 * so that a later page brings what it missed, once. Rejects only when no source answers, or for an
 * error that is no failure of a source.
 */
export function createTimeline<E extends Position, Name extends string>(
  options: TimelineOptions<E, Name>,
): Timeline<E, Name> {
  const { sources, sourceOf, isFailure, isPassing, isAbsence } = options;
  const rankOf = (entry: E) => sources.findIndex(({ name }) => name === sourceOf(entry));

  return {
    after: (from, limit) => read('after', from, limit),
    before: (from, limit) => read('before', from, limit),

    async count(cap) {
      const results = await Promise.all(
        sources.map(async ({ open }) => settle(async () => (await open()).count(cap))),
      );
      const counts = results.flatMap((result) => ('value' in result ? [result.value] : []));
      if (counts.length === 0) throw worstOf(results);
      const isPartial = results.some((result) => 'error' in result && !isAbsence(result.error));
      const sum = sumCounts(counts, cap);
      return isPartial ? { ...sum, precision: 'AT_LEAST' } : sum;
    },
  };

  async function read(
    direction: Direction,
    from: TimelinePlace | undefined,
    limit: number,
  ): Promise<TimelineReading<E, Name>> {
    const start = direction === 'after' ? 'newest' : 'oldest';
    const places = from ? startsOf(direction, from) : sources.map(() => start);
    const results = await Promise.all(
      sources.map(({ open }, rank) =>
        settle(async () => readFrom(await open(), direction, places[rank]!, limit)),
      ),
    );
    const readings = results.map((result) => ('value' in result ? result.value : undefined));
    const notes = await Promise.all(
      sources.map(async ({ noteOf }, rank) => (readings[rank] ? noteOf?.() : undefined)),
    );
    if (readings.every((reading) => reading === undefined)) throw worstOf(results);

    const isNearer = (a: TimelinePosition, b: TimelinePosition) =>
      direction === 'after' ? compare(a, b) < 0 : compare(a, b) > 0;
    // Behind the place where a reading ended, entries of that source may be missing.
    const readTo = readings
      .flatMap((reading, rank) => (reading ? endsOf(direction, reading, rank) : []))
      .toSorted((a, b) => (isNearer(a, b) ? -1 : 1))[0];
    const known = readings
      .flatMap(
        (reading, rank) => reading?.entries.map((entry) => ({ position: entry, rank })) ?? [],
      )
      .filter((entry) => readTo === undefined || !isNearer(readTo, entry))
      .toSorted(compare);
    const entries = (direction === 'after' ? known.slice(0, limit) : known.slice(-limit)).map(
      ({ position }) => position,
    );

    const placesAt = (end: TimelinePosition | undefined) =>
      places.map((place, rank) => {
        const reading = readings[rank];
        if (reading === undefined || end === undefined) return place;
        const position = positionIn(rank, end);
        return isBeyond(direction, place, position) ? place : reading.placeAt(position);
      });
    // Nothing is caught up with a source that is not coming.
    const standing = places.map((place, rank) => {
      const error = errorOf(results[rank]!);
      return error === undefined || isPassing(error) ? place : start;
    });
    const isWaiting = results.some((result) => 'error' in result && isPassing(result.error));
    const hasMore =
      known.length > limit || isWaiting || readings.some((reading) => reading?.hasMore === true);
    const stop = readTo?.isStop === true && known.length <= limit ? readTo : undefined;
    return {
      entries,
      hasMore,
      placeAt: (entry) => placesAt({ position: entry, rank: rankOf(entry) }),
      stoppedAt:
        stop !== undefined || (hasMore && entries.length === 0) ? placesAt(stop) : undefined,
      scannedThrough: stop?.position.at,
      // A source that was left short leaves the page so only where the page ends with it.
      warnings: readings.flatMap((reading, rank) =>
        (reading?.warnings ?? []).filter(
          ({ code }) => code !== 'SCAN_BUDGET_SPENT' || stop?.rank === rank,
        ),
      ),
      sources: sources.map(({ name }, rank) => ({
        name,
        error: errorOf(results[rank]!),
        note: notes[rank],
        catchingUpFrom:
          readings[rank] && isBehind(direction, standing, rank)
            ? instantOf(places[rank]!)
            : undefined,
      })),
    };
  }

  async function settle<T>(action: () => Promise<T>): Promise<Settled<T>> {
    try {
      return { value: await action() };
    } catch (error) {
      if (!isFailure(error)) throw error;
      return { error };
    }
  }

  /** The failure to tell when nothing answers: rather one that passes. */
  function worstOf(results: readonly Settled<unknown>[]): unknown {
    const errors = results.map(errorOf);
    return errors.find(isPassing) ?? errors.find((error) => !isAbsence(error)) ?? errors[0];
  }
}

/** The codec of a timeline's places: `[place, place]`, an end as 1 (newest) or 0 (oldest). */
export function timelinePlaceCodec(sourceCount: number): PlaceCodec<TimelinePlace> {
  return {
    pack: (places, options) =>
      places.map((place) => {
        if (place === 'newest') return 1;
        return place === 'oldest' ? 0 : packPlace(place as Place<Json>, options);
      }),
    unpack(value) {
      if (!Array.isArray(value) || value.length !== sourceCount) return undefined;
      const places = value.map(unpackSourcePlace);
      return places.every((place) => place !== undefined) ? places : undefined;
    },
  };
}

function unpackSourcePlace(value: unknown): SourcePlace | undefined {
  if (value === 1) return 'newest';
  return value === 0 ? 'oldest' : unpackPlace(value);
}

async function readFrom<E extends Position>(
  feed: Feed<E, Place<Json>>,
  direction: Direction,
  place: SourcePlace,
  limit: number,
): Promise<Reading<E, Place<Json>>> {
  if (typeof place !== 'string') {
    const from = feed.parsePlace({ position: place.position, hint: place.hint });
    if (!from) throw new InvalidArgumentError(direction, 'The cursor is malformed.');
    return feed[direction](from, limit);
  }
  if ((place === 'newest') === (direction === 'after')) return feed[direction](undefined, limit);
  return { entries: [], hasMore: false, placeAt: placeWithoutHint, calls: 0, warnings: [] };
}

/**
 * Where reading starts. A source of which nothing was read yet stands at the end where its walk
 * began; a walk that turns back from there starts where the other sources stand, or it would never
 * see what this one has beyond them.
 */
function startsOf(direction: Direction, places: TimelinePlace): TimelinePlace {
  const positions = places
    .flatMap((place, rank) =>
      typeof place === 'string' ? [] : [{ position: place.position, rank }],
    )
    .toSorted(compare);
  const [end, other] =
    direction === 'after'
      ? (['oldest', positions[0]] as const)
      : (['newest', positions.at(-1)] as const);
  return places.map((place, rank) =>
    place === end && other ? { position: positionIn(rank, other) } : place,
  );
}

function placeWithoutHint(position: Position): Place<Json> {
  return { position };
}

function compare(a: TimelinePosition, b: TimelinePosition): number {
  if (a.position.at !== b.position.at) return a.position.at > b.position.at ? -1 : 1;
  return a.rank - b.rank || comparePositions(a.position, b.position);
}

/** Where a reading ended, unless it read everything: at its stop, or at its last entry. */
function endsOf<E extends Position>(
  direction: Direction,
  { entries, hasMore, stoppedAt }: Reading<E, Place<unknown>>,
  rank: number,
): readonly (TimelinePosition & { readonly isStop: boolean })[] {
  if (stoppedAt !== undefined) {
    return [{ position: stoppedAt.position, rank, isStop: true }];
  }
  const last = direction === 'after' ? entries.at(-1) : entries[0];
  return hasMore && last ? [{ position: last, rank, isStop: false }] : [];
}

/** Where a source stands when the timeline stands at `end`: nothing of it lies between the two. */
function positionIn(rank: number, end: TimelinePosition): Position {
  if (rank === end.rank) return { at: end.position.at, id: end.position.id };
  return below(rank < end.rank ? end.position.at : nextInstant(end.position.at));
}

/** Whether a source stands further along than `position` already. */
function isBeyond(direction: Direction, place: SourcePlace, position: Position): boolean {
  if (typeof place === 'string') return (place === 'newest') !== (direction === 'after');
  const order = comparePositions(place.position, position);
  return direction === 'after' ? order > 0 : order < 0;
}

/** Whether another source stands further along than this one: then this one was missing before. */
function isBehind(direction: Direction, places: TimelinePlace, rank: number): boolean {
  const place = places[rank]!;
  const start = direction === 'after' ? 'newest' : 'oldest';
  return places.some((other, otherRank) => {
    if (otherRank === rank || typeof other === 'string') return false;
    if (typeof place === 'string') return place === start;
    // Compared where nothing lies between equal stands: one that is below an instant has no room above.
    return direction === 'after'
      ? isBeyond(
          direction,
          { position: positionIn(rank, { ...other, rank: otherRank }) },
          place.position,
        )
      : isBeyond(direction, other, positionIn(otherRank, { ...place, rank }));
  });
}

function instantOf(place: SourcePlace): Instant | 'newest' | 'oldest' {
  return typeof place === 'string' ? place : place.position.at;
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function errorOf(result: Settled<unknown>): unknown {
  return 'error' in result ? result.error : undefined;
}
