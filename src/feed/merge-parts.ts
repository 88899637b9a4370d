import type { Count, Feed, Place, Reading } from './feed.ts';
import { type Direction, MergeWalk, type Step } from './merge-walk.ts';
import type { Position } from './position.ts';

/** One hint for each part, null where a part has none. */
export type MergeHint<Hint> = readonly (Hint | null)[];

/**
 * One feed out of several: a k-way merge, which shows an entry of two parts once. Its place is one
 * position with a hint for each part, since every part has been read past each entry that is given.
 * A page costs what all parts cost; what follows in the same request only what has run dry. One
 * failing part fails the reading.
 */
export function merge<E extends Position, Hint>(
  parts: readonly Feed<E, Place<Hint>>[],
): Feed<E, Place<MergeHint<Hint>>> {
  if (parts.length === 1) return alone(parts[0]!);
  let last: MergeWalk<E, Hint> | undefined;

  async function read(
    direction: Direction,
    from: Place<MergeHint<Hint>> | undefined,
    limit: number,
  ): Promise<Reading<E, Place<MergeHint<Hint>>>> {
    const isOn = from && last?.direction === direction && last.standsAt(from.position);
    const places = parts.map((_, index) => placeOfPart(from, index));
    const walk = isOn && last ? last : new MergeWalk(direction, parts, places);
    last = walk;
    return readingOf(walk, await walk.step(limit));
  }

  return {
    after: (from, limit) => read('after', from, limit),
    before: (from, limit) => read('before', from, limit),

    async count(cap) {
      return sumCounts(await Promise.all(parts.map((part) => part.count(cap))), cap);
    },

    parsePlace({ position, hint }) {
      const hints: readonly unknown[] =
        Array.isArray(hint) && hint.length === parts.length ? hint : [];
      const places = parts.map((part, index) => part.parsePlace({ position, hint: hints[index] }));
      if (places.includes(undefined)) return undefined;
      return { position, hint: places.map((place) => place?.hint ?? null) };
    },
  };
}

/** The sum, `AT_LEAST` when a part was cut short or the sum exceeds the cap. */
export function sumCounts(counts: readonly Count[], cap: number): Count {
  const sum = counts.reduce((total, { count }) => total + count, 0);
  const isExact = sum <= cap && counts.every(({ precision }) => precision === 'EXACT');
  return { count: Math.min(sum, cap), precision: isExact ? 'EXACT' : 'AT_LEAST' };
}

function placeOfPart<Hint>(
  from: Place<MergeHint<Hint>> | undefined,
  index: number,
): Place<Hint> | undefined {
  return from && { position: from.position, hint: from.hint?.[index] ?? undefined };
}

function readingOf<E extends Position, Hint>(
  walk: MergeWalk<E, Hint>,
  { entries, hasMore, stop, readings, callsToGoOn }: Step<E, Hint>,
): Reading<E, Place<MergeHint<Hint>>> {
  const placeAt = (position: Position) => ({
    position: { at: position.at, id: position.id },
    hint: walk.hintsAt(position),
  });
  return {
    entries: walk.direction === 'after' ? entries : entries.toReversed(),
    hasMore,
    placeAt,
    stoppedAt: stop && placeAt(stop),
    scannedThrough: stop?.at,
    calls: readings.reduce((total, { calls }) => total + calls, 0),
    callsToGoOn,
    warnings: readings.flatMap(({ warnings }) => warnings),
  };
}

/** A merge of one part is that part, its hint in a list: nothing is compared or sorted again. */
function alone<E extends Position, Hint>(
  part: Feed<E, Place<Hint>>,
): Feed<E, Place<MergeHint<Hint>>> {
  const widen = ({ position, hint }: Place<Hint>) => ({ position, hint: [hint ?? null] });
  const read = async (
    direction: 'after' | 'before',
    from: Place<MergeHint<Hint>> | undefined,
    limit: number,
  ) => {
    const reading = await part[direction](placeOfPart(from, 0), limit);
    const { entries, hasMore, placeAt, stoppedAt, scannedThrough, calls, warnings } = reading;
    return {
      entries,
      hasMore,
      placeAt: (position: Position) => widen(placeAt(position)),
      stoppedAt: stoppedAt && widen(stoppedAt),
      scannedThrough,
      calls,
      warnings,
    };
  };
  return {
    after: (from, limit) => read('after', from, limit),
    before: (from, limit) => read('before', from, limit),
    count: async (cap) => sumCounts([await part.count(cap)], cap),
    parsePlace({ position, hint }) {
      const only: unknown = Array.isArray(hint) && hint.length === 1 ? hint[0] : undefined;
      const place = part.parsePlace({ position, hint: only });
      return place && widen({ position, hint: place.hint });
    },
  };
}
