import { isAfter, type Position } from '../../../feed/position.ts';
import type { CoderAuditLog } from '../model.ts';
import { tieSlack, type Walk } from './after.ts';
import { ascend } from './ascend.ts';
import { find, type Focus } from './find.ts';
import { boundaryIn, groupSizeIn, isWhole, reachesBelow, type Slice } from './slice.ts';
import { checkGroupSize, maxGroupSize, type Trail } from './trail.ts';
import { boundOf, type Extent, isInside } from './window.ts';

/**
 * Up to `limit` rows before `from`, the nearest, where the focus stands. Like `walkAfter`; when the
 * window has no more rows it goes on in a later one.
 */
export async function walkBefore(
  trail: Trail,
  extent: Extent,
  from: Position,
  start: Focus,
  limit: number,
): Promise<Walk> {
  /** Nearest first. */
  const found: CoderAuditLog[] = [];
  const slices: Slice[] = [];
  let focus = start;
  let growth = 1;
  for (;;) {
    const missing = limit - found.length;
    const wanted = (missing + 1 + tieSlack(focus.ties)) * growth;
    const slice = await find(trail, focus, { above: Math.min(wanted, maxGroupSize + 1), below: 1 });
    slices.push(slice);
    const last = found.at(-1) ?? from;
    if (!reachesBelow(slice, last.at)) {
      focus = focusOnCutGroup(slice, focus);
      continue;
    }
    const next = slice.rows
      .filter((row) => isAfter(last, row) && isInside(extent, row))
      .toReversed();
    const taken = next.filter((row) => isWhole(slice, row.at)).slice(0, missing);
    found.push(...taken);
    const hasMore = next.length > taken.length;
    if (endsAtTop(slice, extent) || (found.length === limit && hasMore)) {
      return { entries: found.toReversed(), hasMore, slices };
    }
    const t = taken.at(-1)?.at ?? focus.t;
    const index = boundaryIn(slice, t);
    const { to } = slice.window;
    focus = { t, home: boundOf(t), belief: { to, index }, ties: groupSizeIn(slice, t) };
    if (slice.offset === 0 && to !== undefined) {
      focus = await ascend(trail, extent, focus, { to, index }, limit - found.length);
    } else if (taken.length > 0) {
      growth = 1;
    } else {
      checkGroupSize(slice.rows[0]!.at, groupSizeIn(slice, slice.rows[0]!.at));
      growth *= 4;
    }
  }
}

/** No row above the slice is in the feed. */
function endsAtTop({ offset, rows, window }: Slice, extent: Extent): boolean {
  if (rows[0] !== undefined && !isAfter(rows[0], extent.top)) return true;
  if (offset > 0) return false;
  const { to } = extent.window;
  return window.to === undefined || (to !== undefined && window.to >= to);
}

/** The group at the focus goes on below the slice: it must be seen to its end. */
function focusOnCutGroup(slice: Slice, { t, home }: Focus): Focus {
  const size = groupSizeIn(slice, t);
  checkGroupSize(t, size);
  const belief = { to: slice.window.to, index: boundaryIn(slice, t) };
  return { t, home, belief, ties: Math.min(4 * size, maxGroupSize) };
}
