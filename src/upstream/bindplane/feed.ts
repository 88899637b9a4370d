import type { Budget } from '../../feed/budget.ts';
import { BudgetSpentError } from '../../feed/feed-error.ts';
import type { Feed, Place, Reading } from '../../feed/feed.ts';
import { instantOfSecond, secondOf } from '../../feed/instant.ts';
import type { InstantRange } from '../../feed/instant.ts';
import { below, isAfter } from '../../feed/position.ts';
import type { Position } from '../../feed/position.ts';
import { shortPage } from '../../feed/short-page.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { lookForNewest, spanOfPage } from './newest-page.ts';
import type { NewestLook } from './newest-page.ts';
import { clampSpan, maxSpanSeconds, walk } from './walk.ts';
import type { Ground, Walk, Walked } from './walk.ts';
import { isLate } from './window-asker.ts';
import type { BindplaneWindows } from './window-asker.ts';
import { createWindowReader } from './window-reader.ts';
import { horizonSecond } from './window.ts';

/** Seconds in which about one and a half pages happened here. */
export type BindplaneHint = number;

export interface BindplaneFeedQuery {
  readonly range: InstantRange;
  /** Texts to filter by upstream, only such as are known verbatim. `matches` must check them, too. */
  readonly user?: string | undefined;
  readonly configuration?: string | undefined;
  /** What the gateway filters; how far it looks is bounded by the budget. */
  readonly matches?: ((event: BindplaneAuditEvent) => boolean) | undefined;
}

/** The oldest events are mostly far from where one has to begin to look for them. */
const oldestSpanSeconds = 86_400;
const maxCalls = 40;
/** How long the pages are that a count goes on by. */
const fullPage = 100;

/**
 * Bindplane's events as a feed, read in windows of time. One feed serves one field of one request:
 * it remembers the windows it has read, so that a count starts from those of the page.
 *
 * Reading throws `BudgetSpentError` when nothing could be settled in 40 calls, or in time.
 */
export function createBindplaneFeed(
  client: BindplaneWindows,
  query: BindplaneFeedQuery,
  budget: Budget,
): Feed<BindplaneAuditEvent, Place<BindplaneHint>> {
  const { server } = client;
  const { range, matches } = query;
  const now = Math.floor(server.now());
  const ground = groundOf(range, now);
  const filter = { user: query.user, configuration: query.configuration };
  const reader = createWindowReader(client, filter, now, budget);
  const isWhole = matches === undefined && range.lt === undefined;

  return {
    after: (from, limit) => read('older', from, limit),
    before: (from, limit) => read('newer', from, limit),

    async count(cap) {
      const { found, hasEnded } = await countOn(cap);
      return found.length <= cap && hasEnded
        ? { count: found.length, precision: 'EXACT' }
        : { count: Math.min(found.length, cap), precision: 'AT_LEAST' };
    },

    parsePlace: ({ position, hint }) => ({
      position,
      hint: typeof hint === 'number' && hint > 0 ? clampSpan(hint) : undefined,
    }),
  };

  async function countOn(cap: number): Promise<Pick<Walked, 'found' | 'hasEnded'>> {
    const callsBefore = reader.calls;
    try {
      return await walk(reader, ground, {
        direction: 'older',
        from: undefined,
        anchor: undefined,
        ...newestLook(fullPage),
        need: cap + 1,
        accepts: isWanted,
        lastMs: () => budget.lastMs,
        mayCall: () => budget.mayCall(reader.calls - callsBefore + 1),
      });
    } catch (error) {
      if (!isSpent(error)) throw error;
      return { found: [], hasEnded: false };
    }
  }

  async function read(
    direction: Walk['direction'],
    from: Place<BindplaneHint> | undefined,
    limit: number,
  ): Promise<Reading<BindplaneAuditEvent, Place<BindplaneHint>>> {
    const callsBefore = reader.calls;
    const walked = await walk(reader, ground, {
      direction,
      from: from && edgeOf(direction, from.position),
      anchor: from && (from.position.id === '' ? undefined : secondOf(from.position.at)),
      ...lookFor(direction, from, limit),
      need: limit + 1,
      accepts: (event) => (!from || isBeyond(direction, from.position, event)) && isWanted(event),
      lastMs: () => budget.lastMs,
      mayCall: (reached) => mayCall(reader.calls - callsBefore, reached),
    }).catch((error: unknown): never => {
      throw isSpent(error) ? outOfTime() : error;
    });
    budget.take(reader.calls - callsBefore);
    const { found, reached, hasEnded } = walked;
    const seconds = secondsFor(direction, from, limit, walked);
    if (isWhole && direction === 'older' && !from && found.length > limit) {
      server.newestPage = {
        newest: secondOf(found[0]!.at),
        readAt: now,
        secondsPerEvent: seconds / (limit + 1),
      };
    }
    const span = clampSpan(seconds);
    const nearest = found.slice(0, limit);
    const isStopped = found.length <= limit && !hasEnded;
    const stop = below(instantOfSecond(reached));
    const towards = direction === 'older' ? 'after' : 'before';
    return {
      entries: direction === 'older' ? nearest : nearest.toReversed(),
      hasMore: found.length > limit || !hasEnded,
      placeAt: (position) => ({ position, hint: span }),
      stoppedAt: isStopped ? { position: stop, hint: span } : undefined,
      scannedThrough: isStopped ? stop.at : undefined,
      calls: reader.calls - callsBefore,
      warnings: isStopped
        ? [...reader.warnings, shortPage('BINDPLANE', towards, stop.at)]
        : [...reader.warnings],
    };
  }

  function isWanted(event: BindplaneAuditEvent): boolean {
    return (
      (range.gte === undefined || event.at >= range.gte) &&
      (range.lt === undefined || event.at < range.lt) &&
      (matches === undefined || matches(event))
    );
  }

  /** A reading that has got nowhere when its budget ends goes on, so that the next one need not. */
  function mayCall(calls: number, reached: number | undefined): boolean {
    const isInBudget = matches === undefined || calls < budget.callsLeft;
    if (isInBudget && calls < maxCalls && budget.hasTime()) return true;
    if (reached !== undefined) return false;
    if (!budget.hasTime()) throw outOfTime();
    if (calls < maxCalls) return true;
    throw new BudgetSpentError(
      'CALLS',
      `No place was found in ${maxCalls} calls to Bindplane: ask for a range of time.`,
    );
  }

  /** Only a first call that is never answered is a time-out. */
  function isSpent(error: unknown): boolean {
    return isLate(error) && budget.hasAnswer;
  }

  function lookFor(
    direction: Walk['direction'],
    from: Place<BindplaneHint> | undefined,
    limit: number,
  ): NewestLook {
    if (from?.hint !== undefined) return { spanSeconds: from.hint };
    if (direction === 'older' && !from) return newestLook(limit);
    const isOldest = !from && range.gte === undefined;
    return { spanSeconds: isOldest ? oldestSpanSeconds : spanOfPage(server, limit) };
  }

  function newestLook(limit: number): NewestLook {
    return range.lt === undefined
      ? lookForNewest(server, limit, now)
      : { spanSeconds: spanOfPage(server, limit) };
  }

  /**
   * One and a half times what the page took from its first event on, or from where it was to begin.
   * Half of the span at work is kept unless it was much too long, since bursts make pages short and
   * long by turns; twice of it is not exceeded, since it was held where more came back than wanted.
   */
  function secondsFor(
    direction: Walk['direction'],
    from: Place<BindplaneHint> | undefined,
    limit: number,
    { found, reached, spanSeconds }: Walked,
  ): number {
    const last = found[limit];
    if (last === undefined) return spanSeconds;
    const first = secondOf(found[0]!.at);
    const newest = direction === 'older' ? Math.min(first, now) : first;
    const start = from ? secondOf(from.position.at) : newest;
    const took = Math.abs(start - secondOf(last.at)) + 1;
    // From event to event there is one gap less than from the page before.
    const page = 1.5 * (from ? took : (took * (limit + 1)) / limit);
    const atWork = from ? spanSeconds : Math.min(spanSeconds, Math.abs(start - reached));
    const least = found.length < 4 * limit ? atWork / 2 : 0;
    return Math.min(Math.max(page, least), 2 * atWork);
  }
}

function outOfTime(): BudgetSpentError {
  return new BudgetSpentError(
    'TIME',
    "No place was found in Bindplane's audit events in the time for one request: ask for a narrower range of time.",
  );
}

function groundOf({ gte, lt }: InstantRange, now: number): Ground {
  const bottom = gte === undefined ? 0 : Math.max(secondOf(gte), 0);
  const top = lt === undefined ? horizonSecond : Math.min(secondOf(lt) + 1, horizonSecond);
  return {
    bottom,
    top: Math.max(top, bottom),
    floor: Math.max(bottom, now - maxSpanSeconds),
    now,
  };
}

function isBeyond(direction: Walk['direction'], from: Position, event: Position): boolean {
  return direction === 'older' ? isAfter(event, from) : isAfter(from, event);
}

/**
 * The second boundary behind which everything still to be read lies. A place where a scan stopped
 * stands at the start of its second, all of which was read.
 */
function edgeOf(direction: Walk['direction'], position: Position): number {
  const second = secondOf(position.at);
  const isStart = position.id === '' && position.at === instantOfSecond(second);
  return direction === 'older' && !isStart ? second + 1 : second;
}
