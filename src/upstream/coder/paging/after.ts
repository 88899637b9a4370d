import { isAfter, type Position } from '../../../feed/position.ts';
import type { CoderAuditLog } from '../model.ts';
import { find, type Focus } from './find.ts';
import { boundaryIn, endsFeed, groupSizeIn, isWhole, type Slice } from './slice.ts';
import { checkGroupSize, maxGroupSize, type Trail } from './trail.ts';
import { boundOf, type Extent, isInside } from './window.ts';

/** What was read, and the slices it was taken from. */
export interface Walk {
  readonly entries: readonly CoderAuditLog[];
  readonly hasMore: boolean;
  readonly slices: readonly Slice[];
}

/** Rows wanted beyond a page where ties are likely: they come in clusters. */
const maxTieSlack = 200;

export function tieSlack(ties: number): number {
  return ties > 1 ? Math.min(ties, maxTieSlack) : 0;
}

/**
 * Up to `limit` rows behind `from`, where the focus stands. Rows come only from whole groups of
 * slices that are valid where the last one ended, so whatever moves in between, none is missed.
 */
export async function walkAfter(
  trail: Trail,
  extent: Extent,
  from: Position,
  start: Focus,
  limit: number,
): Promise<Walk> {
  const entries: CoderAuditLog[] = [];
  const slices: Slice[] = [];
  let focus = start;
  let slack = tieSlack(start.ties);
  for (;;) {
    const missing = limit - entries.length;
    const slice = await find(trail, focus, { above: 0, below: missing + 1 + slack });
    slices.push(slice);
    const last = entries.at(-1) ?? from;
    const next = slice.rows.filter((row) => isAfter(row, last) && isInside(extent, row));
    const taken = next.filter((row) => isWhole(slice, row.at)).slice(0, missing);
    entries.push(...taken);
    const hasMore = next.length > taken.length;
    if (endsFeed(slice) || passesBottom(slice, extent) || (entries.length === limit && hasMore)) {
      return { entries, hasMore, slices };
    }
    focus = focusOnEnd(slice, focus);
    slack = 0;
  }
}

/** It shows a row behind all rows of the feed. */
function passesBottom({ rows }: Slice, { bottom }: Extent): boolean {
  const last = rows.at(-1);
  return last !== undefined && isAfter(last, bottom);
}

/** The slice's last group, whether whole or cut, is where to go on. */
function focusOnEnd(slice: Slice, { t }: Focus): Focus {
  const { rows, window } = slice;
  const last = rows.at(-1);
  const end = last && last.at < t ? last.at : t;
  const size = groupSizeIn(slice, end);
  const isCut = size > 0 && !isWhole(slice, end);
  if (isCut) checkGroupSize(end, size);
  return {
    t: end,
    home: boundOf(end),
    belief: { to: window.to, index: boundaryIn(slice, end) },
    ties: isCut ? Math.min(4 * size, maxGroupSize) : size,
  };
}
