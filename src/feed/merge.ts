import type { Count, Feed, Place, Reading } from './feed.ts';
import { comparePositions, isAfter, type Position } from './position.ts';

/** One hint for each part, null where a part has none. */
export type MergeHint<Hint> = readonly (Hint | null)[];

/**
 * One feed out of several that share no entry: a k-way merge. Its place is one position with a hint
 * for each part, since every part has been read past each entry that is emitted. Costs what all
 * parts cost; one failing part fails the reading.
 */
export function merge<E extends Position, Hint>(
  parts: readonly Feed<E, Place<Hint>>[],
): Feed<E, Place<MergeHint<Hint>>> {
  if (parts.length === 1) return alone(parts[0]!);
  return {
    async after(from, limit) {
      const readings = await Promise.all(
        parts.map((part, index) => part.after(placeOfPart(from, index), limit)),
      );
      return combine(readings, limit, 'after');
    },

    async before(from, limit) {
      const readings = await Promise.all(
        parts.map((part, index) => part.before(placeOfPart(from, index), limit)),
      );
      return combine(readings, limit, 'before');
    },

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

function combine<E extends Position, Hint>(
  readings: readonly Reading<E, Place<Hint>>[],
  limit: number,
  direction: 'after' | 'before',
): Reading<E, Place<MergeHint<Hint>>> {
  const isNearer = (a: Position, b: Position) =>
    direction === 'after' ? isAfter(b, a) : isAfter(a, b);
  const placeAt = (position: Position) => ({
    position,
    hint: readings.map((reading) => reading.placeAt(position).hint ?? null),
  });
  // Behind the place where a reading ended, entries of that part may be missing.
  const end = readings
    .flatMap((reading) => endsOf(direction, reading))
    .toSorted((a, b) => (isNearer(a.position, b.position) ? -1 : 1))[0];
  const known = readings
    .flatMap(({ entries }) => entries)
    .filter((entry) => end === undefined || !isNearer(end.position, entry))
    .toSorted(comparePositions)
    // Parts share none, but where an upstream ignores what tells them apart.
    .filter((entry, index, all) => index === 0 || comparePositions(entry, all[index - 1]!) !== 0);
  const entries = direction === 'after' ? known.slice(0, limit) : known.slice(-limit);
  const stop = end?.isStop === true && known.length <= limit ? end.position : undefined;

  return {
    entries,
    hasMore: known.length > limit || readings.some(({ hasMore }) => hasMore),
    placeAt,
    stoppedAt: stop && placeAt(stop),
    scannedThrough: stop?.at,
    calls: readings.reduce((total, { calls }) => total + calls, 0),
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

/** Where a reading ended, unless it read everything: at its stop, or at its last entry. */
function endsOf<E extends Position, P extends Place<unknown>>(
  direction: 'after' | 'before',
  { entries, hasMore, stoppedAt }: Reading<E, P>,
): readonly { readonly position: Position; readonly isStop: boolean }[] {
  if (stoppedAt !== undefined) return [{ position: stoppedAt.position, isStop: true }];
  const last = direction === 'after' ? entries.at(-1) : entries[0];
  return hasMore && last ? [{ position: last, isStop: false }] : [];
}
