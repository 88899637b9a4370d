import { ScanLimitError } from '../../../feed/feed-error.ts';
import type { Day } from '../../../feed/instant.ts';
import type { CoderClient } from '../client.ts';
import { type Slice, toSlice } from './slice.ts';

/** Coder's audit log under one filter, asked slice by slice: within 40 calls a reading. */
export interface Trail {
  slice(ask: SliceAsk): Promise<Slice>;
  /** How many rows the window bounded by `to` was seen to have at least. */
  depthOf(to: Day | undefined): number;
  /** What the server counts up to. */
  readonly countCap: number;
  readonly calls: number;
}

interface SliceAsk {
  /** The window's bound. */
  readonly to: Day | undefined;
  /**
   * A day below which nothing is looked for, so that a wild offset stays cheap; the feed's own lower
   * end always is one.
   */
  readonly guard?: Day | undefined;
  readonly offset: number;
  readonly limit: number;
}

const maxCalls = 40;
const maxOffset = 2 ** 31 - 1;
/** What capped servers count up to; where none is sent, more rows than this are "many" as well. */
const usualCountCap = 2000;

export function openTrail(
  client: Pick<CoderClient, 'auditLogs'>,
  q: string,
  floor: Day | undefined,
): Trail {
  const slices: Slice[] = [];
  const trail = {
    calls: 0,
    countCap: usualCountCap,
    async slice({ to, guard, offset: wanted, limit }: SliceAsk) {
      if (trail.calls === maxCalls) {
        throw new ScanLimitError(
          `The place in Coder's audit log was not found within ${maxCalls} calls. Use a narrower filter or range.`,
        );
      }
      trail.calls += 1;
      const isGuarded = guard !== undefined && (floor === undefined || guard > floor);
      const window = { from: isGuarded ? guard : floor, to };
      const offset = Math.min(wanted, maxOffset);
      const terms = [q, window.from && `date_from:${window.from}`, to && `date_to:${to}`];
      const page = await client.auditLogs({ q: terms.filter(Boolean).join(' '), limit, offset });
      const slice = toSlice({ window, isGuarded, offset, limit }, page);
      slices.push(slice);
      trail.countCap = page.countCap ?? trail.countCap;
      return slice;
    },
    depthOf(to: Day | undefined) {
      const seen = slices.filter(({ window, rows }) => window.to === to && rows.length > 0);
      return Math.max(0, ...seen.map(({ offset, rows }) => offset + rows.length));
    },
  };
  return trail;
}
