import { Budget } from '../../feed/budget.ts';
import { ScanLimitError } from '../../feed/feed-error.ts';
import type { Feed, Place, Reading } from '../../feed/feed.ts';
import type { InstantRange } from '../../feed/instant.ts';
import { isAfter, type Position } from '../../feed/position.ts';
import type { CoderClient } from './client.ts';
import { type CoderHint, hintAt, parseHint } from './hint.ts';
import type { CoderAuditLog } from './model.ts';
import { type Walk, walkAfter } from './paging/after.ts';
import { placeOfOldest } from './paging/ascend.ts';
import { walkBefore } from './paging/before.ts';
import { countRows } from './paging/count.ts';
import type { Focus } from './paging/find.ts';
import type { Slice } from './paging/slice.ts';
import { openTrail, type Trail } from './paging/trail.ts';
import { boundOf, type Extent, extentOf, instantBelow, isInside } from './paging/window.ts';

export interface CoderFeedQuery {
  /** Coder's search text without dates, values encoded; empty for all rows. */
  readonly q: string;
  readonly range: InstantRange;
}

/** A cursor may claim so many ties, not more: they buy rows. */
const maxBelievedTies = 200;

/**
 * Coder's audit log under one filter as a feed, over its `limit` and `offset`. Made for one field of
 * one request: it remembers what it read, so that a count after the first page is free.
 */
export function createCoderFeed(
  client: Pick<CoderClient, 'auditLogs'>,
  { q, range }: CoderFeedQuery,
  budget = new Budget(),
): Feed<CoderAuditLog, Place<CoderHint>> {
  const extent = extentOf(range);
  const seen: Slice[] = [];

  return {
    async after(from, limit) {
      if (!extent || (from && !isAfter(extent.bottom, from.position))) return nothing;
      const trail = openTrail(client, q, extent.window.from, budget);
      const isWithin = from !== undefined && isAfter(from.position, extent.top);
      const focus = isWithin ? focusOf(from) : focusOnTop(extent);
      const position = isWithin ? from.position : extent.top;
      return read(trail, 'after', await walkAfter(trail, extent, position, focus, limit));
    },

    async before(from, limit) {
      if (!extent || (from && !isAfter(from.position, extent.top))) return nothing;
      const trail = openTrail(client, q, extent.window.from, budget);
      const isWithin = from !== undefined && isAfter(extent.bottom, from.position);
      const focus = isWithin ? focusOf(from) : await focusOnBottom(trail, extent, limit);
      const position = isWithin ? from.position : extent.bottom;
      return read(trail, 'before', await walkBefore(trail, extent, position, focus, limit));
    },

    async count(cap) {
      if (!extent) return { count: 0, precision: 'EXACT' };
      try {
        const trail = openTrail(client, q, extent.window.from, budget);
        return await countRows(trail, extent, cap, seen);
      } catch (error) {
        if (!(error instanceof ScanLimitError)) throw error;
        return { count: Math.min(countSeen(extent), cap), precision: 'AT_LEAST' };
      }
    },

    parsePlace({ position, hint }) {
      return { position, hint: parseHint(hint, instantBelow(position)) };
    },
  };

  function countSeen(within: Extent): number {
    const rows = seen.flatMap((slice) => slice.rows.filter((row) => isInside(within, row)));
    return new Set(rows.map(({ id }) => id)).size;
  }

  function read(
    trail: Trail,
    direction: 'after' | 'before',
    { entries, hasMore, slices, stop }: Walk,
  ): Reading<CoderAuditLog, Place<CoderHint>> {
    seen.push(...slices);
    const placeAt = (position: Position) => ({
      position,
      hint: hintAt(slices, instantBelow(position), direction),
    });
    return {
      entries,
      hasMore,
      placeAt,
      stoppedAt: stop && placeAt(stop),
      scannedThrough: stop && instantBelow(stop),
      calls: trail.calls,
      warnings: [],
    };
  }
}

const nothing: Reading<CoderAuditLog, Place<CoderHint>> = {
  entries: [],
  hasMore: false,
  placeAt: (position: Position) => ({ position }),
  calls: 0,
  warnings: [],
};

function focusOf({ position, hint }: Place<CoderHint>): Focus {
  const t = instantBelow(position);
  const home = boundOf(t);
  if (!hint) return { t, home, ties: 1 };
  const [index, ties] = hint;
  const to = hint.length === 3 ? (hint[2] ?? undefined) : home;
  return { t, home, belief: { to, index }, ties: Math.min(ties, maxBelievedTies) };
}

/** Without an upper end nothing has to be found. */
function focusOnTop({ top, isOpen, window: { to } }: Extent): Focus {
  const belief = isOpen ? { to, index: 0 } : undefined;
  return { t: instantBelow(top), home: to, belief, ties: 1 };
}

async function focusOnBottom(trail: Trail, extent: Extent, limit: number): Promise<Focus> {
  if (extent.window.from === undefined) return placeOfOldest(trail, extent, limit);
  const t = instantBelow(extent.bottom);
  return { t, home: boundOf(t), ties: 1 };
}
