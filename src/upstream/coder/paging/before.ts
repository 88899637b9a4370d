import { BudgetSpentError } from '../../../feed/feed-error.ts';
import { isAfter, type Position } from '../../../feed/position.ts';
import type { CoderAuditLog } from '../model.ts';
import type { Walk } from './after.ts';
import { ascend } from './ascend.ts';
import { find, focusIn, type Focus } from './find.ts';
import { checkGroup, distinct, maxGroupSize, takeWhole, tieSlack } from './group.ts';
import { boundaryIn, reachesBelow, type Slice } from './slice.ts';
import type { Trail } from './trail.ts';
import { type Extent, isInside } from './window.ts';

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
    const reach = { above: Math.min(wanted, maxGroupSize), below: 1 };
    const slice = await find(trail, focus, reach).catch(stop);
    if (slice === undefined) return stopped();
    slices.push(slice);
    const last = found.at(-1) ?? from;
    if (!reachesBelow(slice, last.at)) {
      focus = focusIn(slice, focus.t);
      continue;
    }
    const next = distinct(
      slice,
      slice.rows.filter((row) => isAfter(last, row) && isInside(extent, row)).toReversed(),
    );
    const taken = takeWhole(slice, next, missing);
    found.push(...taken);
    const hasMore = next.length > taken.length;
    if (endsAtTop(slice, extent) || (found.length === limit && hasMore)) {
      return { entries: found.toReversed(), hasMore, slices };
    }
    focus = focusIn(slice, taken.at(-1)?.at ?? focus.t);
    const { to } = slice.window;
    if (slice.offset === 0 && to !== undefined) {
      const index = boundaryIn(slice, focus.t);
      const higher = await ascend(trail, extent, focus, { to, index }, limit).catch(stop);
      if (higher === undefined) return stopped();
      focus = higher;
    } else if (taken.length > 0) {
      growth = 1;
    } else {
      checkGroup(slice, slice.rows[0]!.at);
      growth *= 4;
    }
  }

  function stop(error: unknown): undefined {
    if (!(error instanceof BudgetSpentError && found.length > 0)) throw error;
  }

  function stopped(): Walk {
    return { entries: found.toReversed(), hasMore: true, slices, stop: found.at(-1) };
  }
}

/** No row above the slice is in the feed. */
function endsAtTop({ offset, rows, window }: Slice, extent: Extent): boolean {
  if (rows[0] !== undefined && !isAfter(rows[0], extent.top)) return true;
  if (offset > 0) return false;
  const { to } = extent.window;
  return window.to === undefined || (to !== undefined && window.to >= to);
}
