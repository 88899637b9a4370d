import { isAfter, type Position } from '../../../feed/position.ts';
import type { CoderAuditLog } from '../model.ts';
import { find, focusIn, type Focus } from './find.ts';
import { takeWhole, tieSlack } from './group.ts';
import { endsFeed, type Slice } from './slice.ts';
import type { Trail } from './trail.ts';
import { type Extent, isInside } from './window.ts';

/** What was read, and the slices it was taken from. */
export interface Walk {
  readonly entries: readonly CoderAuditLog[];
  readonly hasMore: boolean;
  readonly slices: readonly Slice[];
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
    const taken = takeWhole(slice, next, missing);
    entries.push(...taken);
    const hasMore = next.length > taken.length;
    if (endsFeed(slice) || passesBottom(slice, extent) || (entries.length === limit && hasMore)) {
      return { entries, hasMore, slices };
    }
    // The slice's last group, whether whole or cut, is where to go on.
    const end = slice.rows.at(-1)?.at ?? focus.t;
    focus = focusIn(slice, end < focus.t ? end : focus.t);
    slack = 0;
  }
}

/** It shows a row behind all rows of the feed. */
function passesBottom({ rows }: Slice, { bottom }: Extent): boolean {
  const last = rows.at(-1);
  return last !== undefined && isAfter(last, bottom);
}
