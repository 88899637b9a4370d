import { BudgetSpentError } from '../../../feed/feed-error.ts';
import { nextInstant } from '../../../feed/instant.ts';
import { below, isAfter, type Position } from '../../../feed/position.ts';
import type { CoderAuditLog } from '../model.ts';
import { find, focusIn, type Focus } from './find.ts';
import { distinct, takeWhole, tieSlack } from './group.ts';
import { endsFeed, type Slice } from './slice.ts';
import type { Trail } from './trail.ts';
import { type Extent, isInside } from './window.ts';

/** What was read, and the slices it was taken from. */
export interface Walk {
  readonly entries: readonly CoderAuditLog[];
  readonly hasMore: boolean;
  readonly slices: readonly Slice[];
  /** Up to where everything was read when the budget ended before. */
  readonly stop?: Position | undefined;
}

/**
 * Up to `limit` rows behind `from`, where the focus stands. Rows come only from whole groups of
 * slices that are valid where the last one ended, so whatever moves in between, none is missed.
 * When the budget ends the walk ends where it is; it throws only when that is where it began.
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
  let reached = from;
  for (;;) {
    const missing = limit - entries.length;
    const slice = await find(trail, focus, { above: 0, below: missing + 1 + slack }).catch(stop);
    if (slice === undefined) return { entries, hasMore: true, slices, stop: reached };
    slices.push(slice);
    const last = entries.at(-1) ?? from;
    const next = distinct(
      slice,
      slice.rows.filter((row) => isAfter(row, last) && isInside(extent, row)),
    );
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
    const aboveCut = below(nextInstant(focus.t));
    reached = entries.at(-1) ?? from;
    if (isAfter(aboveCut, reached)) reached = aboveCut;
  }

  function stop(error: unknown): undefined {
    if (!(error instanceof BudgetSpentError && isAfter(reached, from))) throw error;
  }
}

/** It shows a row behind all rows of the feed. */
function passesBottom({ rows }: Slice, { bottom }: Extent): boolean {
  const last = rows.at(-1);
  return last !== undefined && isAfter(last, bottom);
}
