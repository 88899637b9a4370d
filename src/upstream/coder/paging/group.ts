import { ScanLimitError } from '../../../feed/feed-error.ts';
import { formatInstant, type Instant } from '../../../feed/instant.ts';
import { comparePositions } from '../../../feed/position.ts';
import type { CoderAuditLog } from '../model.ts';
import { groupSizeIn, isWhole, type Slice } from './slice.ts';

/**
 * Rows of one instant. Their order by id needs all of them in one answer, which should be neither slow
 * nor large. Not collected in several calls, since nothing promises that their order stays.
 */
export const maxGroupSize = 5000;

/** Rows asked for beyond a page where rows tie: groups come in clusters. */
const maxTieSlack = 200;

export function tieSlack(ties: number): number {
  return ties > 1 ? Math.min(ties, maxTieSlack) : 0;
}

/** Each row once: a server may send one twice, which then takes two places of the window. */
export function distinct(
  { hasTies }: Slice,
  rows: readonly CoderAuditLog[],
): readonly CoderAuditLog[] {
  if (!hasTies) return rows;
  return rows.filter((row, index) => index === 0 || comparePositions(row, rows[index - 1]!) !== 0);
}

/** The first `limit` of these rows of the slice, as far as their groups are whole. */
export function takeWhole(
  slice: Slice,
  rows: readonly CoderAuditLog[],
  limit: number,
): readonly CoderAuditLog[] {
  const taken = rows.filter((row) => isWhole(slice, row.at)).slice(0, limit);
  if (slice.rows.length > maxGroupSize) taken.forEach(({ at }) => checkGroup(slice, at));
  return taken;
}

/** How many ties to expect where the slice cuts a group, or the group's size. */
export function tiesBeyond(slice: Slice, at: Instant): number {
  const size = checkGroup(slice, at);
  return isWhole(slice, at) ? size : Math.min(4 * size, maxGroupSize);
}

/** Throws ScanLimitError when the slice shows more rows at the instant than a group may have. */
export function checkGroup(slice: Slice, at: Instant): number {
  const size = groupSizeIn(slice, at);
  if (size <= maxGroupSize) return size;
  throw new ScanLimitError(
    `More than ${maxGroupSize} of Coder's audit logs share the instant ${formatInstant(at)}. Use a filter that divides them, or a range that excludes them.`,
  );
}
