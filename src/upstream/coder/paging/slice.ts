import { type Instant, startOfDay } from '../../../feed/instant.ts';
import { comparePositions } from '../../../feed/position.ts';
import { UpstreamBadResponseError } from '../../door/upstream-error.ts';
import type { CoderAuditLog, CoderAuditPage } from '../model.ts';
import type { Window } from './window.ts';

/**
 * One answer: a contiguous piece of a window at one moment, since it is one SQL statement. Nothing
 * but this is ever believed about the order of rows; it proves itself (`isValid`, `isWhole`).
 */
export interface Slice {
  readonly window: Window;
  /** The window was cut at a day inside the feed: its end is not the feed's. */
  readonly isGuarded: boolean;
  readonly offset: number;
  readonly limit: number;
  /** In total order: Coder sorts by time alone and shuffles ties with every call. */
  readonly rows: readonly CoderAuditLog[];
  /** Whether instants repeat among the rows. */
  readonly hasTies: boolean;
  /** Rows of the window as far as counted, by another statement: a guess. */
  readonly count: number;
  readonly countCap: number | undefined;
}

/** Throws UpstreamBadResponseError when the rows are not sorted by time: a slice could prove nothing. */
export function toSlice(
  asked: Pick<Slice, 'window' | 'isGuarded' | 'offset' | 'limit'>,
  { rows, count, countCap }: CoderAuditPage,
): Slice {
  let hasTies = false;
  for (let index = 1; index < rows.length; index += 1) {
    const [newer, older] = [rows[index - 1]!, rows[index]!];
    if (older.at > newer.at) {
      throw new UpstreamBadResponseError('Coder sent audit logs that are not newest first.', {
        upstream: 'CODER',
      });
    }
    hasTies ||= older.at === newer.at;
  }
  const { window, isGuarded, offset, limit } = asked;
  const sorted = hasTies ? rows.toSorted(comparePositions) : rows;
  return { window, isGuarded, offset, limit, rows: sorted, hasTies, count, countCap };
}

/** Every row of the slice's window from `t` upwards to the slice's start is in it, and one above. */
export function beginsAbove({ offset, rows }: Slice, t: Instant): boolean {
  return offset === 0 || (rows[0] !== undefined && rows[0].at > t);
}

/** It goes down to `t`: whatever follows the slice is not newer. */
function reaches(slice: Slice, t: Instant): boolean {
  const last = slice.rows.at(-1);
  return (last !== undefined && last.at <= t) || endsAbove(slice, t);
}

/** It goes down past `t`: whatever follows the slice is older. */
export function reachesBelow(slice: Slice, t: Instant): boolean {
  const last = slice.rows.at(-1);
  return (last !== undefined && last.at < t) || endsAbove(slice, t);
}

/** It has a row above `t` (or the window's top) and goes down to `t`: the boundary of `t` is in it. */
export function isValid(slice: Slice, t: Instant): boolean {
  return beginsAbove(slice, t) && reaches(slice, t);
}

/** Every row of the instant is in it. */
export function isWhole(slice: Slice, t: Instant): boolean {
  return beginsAbove(slice, t) && reachesBelow(slice, t);
}

/** The feed ended with it. */
export function endsFeed(slice: Slice): boolean {
  return isShort(slice) && !slice.isGuarded;
}

/** The index in the window of the first row at or below `t`; for slices valid for `t`. */
export function boundaryIn({ offset, rows }: Slice, t: Instant): number {
  const index = rows.findIndex((row) => row.at <= t);
  return offset + (index === -1 ? rows.length : index);
}

/** How many rows at `t` the slice shows. */
export function groupSizeIn({ rows }: Slice, t: Instant): number {
  return rows.reduce((size, row) => (row.at === t ? size + 1 : size), 0);
}

/**
 * How many rows the window has, undefined when the server did not count that far. Servers that
 * count without a cap report 0 on a page beyond the end.
 */
export function sizeOf(slice: Slice): number | undefined {
  const { offset, rows, count, countCap } = slice;
  if (isShort(slice) && (rows.length > 0 || offset === 0)) return offset + rows.length;
  if (countCap === undefined) return rows.length > 0 ? count : undefined;
  return count <= countCap ? count : undefined;
}

function isShort({ rows, limit }: Slice): boolean {
  return rows.length < limit;
}

/** A window cut at its lower end shows nothing below that day, and everything above. */
function endsAbove(slice: Slice, t: Instant): boolean {
  if (!isShort(slice)) return false;
  return !slice.isGuarded || startOfDay(slice.window.from!) <= t;
}
