import type { Budget } from '../../../feed/budget.ts';
import { BudgetSpentError } from '../../../feed/feed-error.ts';
import type { Day } from '../../../feed/instant.ts';
import { UpstreamTimeoutError } from '../../door/upstream-error.ts';
import type { CoderClient } from '../client.ts';
import type { CoderAuditPage } from '../model.ts';
import { type Slice, toSlice } from './slice.ts';

/** Coder's audit log under one filter, asked slice by slice: within 40 calls a reading, and in time. */
export interface Trail {
  /** Throws BudgetSpentError when no call or no time is left for it. */
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
  budget: Budget,
): Trail {
  const slices: Slice[] = [];
  const trail = {
    calls: 0,
    countCap: usualCountCap,
    async slice({ to, guard, offset: wanted, limit }: SliceAsk) {
      if (trail.calls === maxCalls) throw spent('CALLS', `within ${maxCalls} calls`);
      if (!budget.hasTime()) throw outOfTime();
      trail.calls += 1;
      const isGuarded = guard !== undefined && (floor === undefined || guard > floor);
      const window = { from: isGuarded ? guard : floor, to };
      const offset = Math.min(wanted, maxOffset);
      const terms = [q, window.from && `date_from:${window.from}`, to && `date_to:${to}`];
      const page = await inTime(() =>
        client.auditLogs({ q: terms.filter(Boolean).join(' '), limit, offset }),
      );
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

  /** Only a first call that is never answered is a time-out. */
  async function inTime(call: () => Promise<CoderAuditPage>): Promise<CoderAuditPage> {
    try {
      return await budget.timed(call);
    } catch (error) {
      throw error instanceof UpstreamTimeoutError && budget.hasAnswer ? outOfTime() : error;
    }
  }
}

function outOfTime(): BudgetSpentError {
  return spent('TIME', 'in the time for one request');
}

function spent(what: BudgetSpentError['spent'], limit: string): BudgetSpentError {
  return new BudgetSpentError(
    what,
    `The place in Coder's audit log was not found ${limit}. Use a narrower filter or range.`,
  );
}
