import type { Budget } from '../../feed/budget.ts';
import type { FeedWarning } from '../../feed/feed.ts';
import { UpstreamBadResponseError, UpstreamTimeoutError } from '../door/upstream-error.ts';
import { secondsOf } from './certain-window.ts';
import type { AskedBounds } from './certain-window.ts';
import type { BindplaneAuditQuery, BindplaneClient } from './client.ts';
import { formatBindplaneDate } from './date-format.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { widestZoneSeconds } from './server-dates.ts';
import type { DateSpelling } from './server-dates.ts';
import type { Window } from './window.ts';

export type BindplaneWindows = Pick<BindplaneClient, 'auditEvents' | 'server'>;
export type WindowFilter = Pick<BindplaneAuditQuery, 'user' | 'configuration'>;

/**
 * How far beyond a bound is asked: `TIGHT` makes inclusive and exclusive bounds and dates compared
 * in whole seconds all the same; `HOUR` bears an hour of daylight saving, and shows an event beyond
 * the bound where they are not rare; `ANY_ZONE` is right in whatever zone the server has.
 */
export type Pad = 'TIGHT' | 'HOUR' | 'ANY_ZONE';

export interface Pads {
  readonly from: Pad;
  readonly to: Pad;
}

/** One answer. */
interface CountedPage {
  readonly events: readonly BindplaneAuditEvent[];
  readonly received: number;
  /** Whether it is surely not cut short by a cap. */
  readonly isProven: boolean;
}

/** The answer to one window. */
export interface WindowPage extends CountedPage {
  readonly kind: 'ANSWER';
  readonly asked: AskedBounds;
  readonly spelling: DateSpelling;
}

/** A date as it is sent, and what it is believed to mean. */
interface Bound {
  readonly clock: number;
  readonly second: number;
}

export interface FailedAnswer {
  readonly kind: 'FAILED';
  readonly error: Error;
}

/** Asks for windows of one query during one request. */
export interface WindowAsker {
  /** Upstream calls so far. */
  calls: number;
  readonly warnings: readonly FeedWarning[];
  warn(code: FeedWarning['code'], message: string): void;
  ask(window: Window, pads: Pads): Promise<WindowPage | FailedAnswer>;
  /** Sends these dates as they are, without the filter; an error is thrown. */
  send(minDate: string, maxDate: string): Promise<CountedPage>;
}

/** Answers shorter than this are below any plausible cap. */
const alwaysProven = 50;
/** What cannot be asked for in parts is asked for again when its answer breaks off. */
export const triesOfCut = 3;
const tightSeconds = 1;
/** A little more than an hour and a quarter, on no full minute. */
const hourSeconds = 4507;
/** A much smaller window that is late as well is not late for its size. */
const maxTimeoutsInARow = 2;

export function createWindowAsker(
  client: BindplaneWindows,
  filter: WindowFilter,
  budget: Budget,
): WindowAsker {
  const { server } = client;
  const { dates } = server;
  const warnings: FeedWarning[] = [];
  let timeoutsInARow = 0;

  const asker: WindowAsker = {
    calls: 0,
    warnings,
    warn(code, message) {
      if (warnings.some((given) => given.code === code)) return;
      warnings.push({ code, source: 'BINDPLANE', message });
    },
    async ask(window, pads) {
      try {
        return await askAsAccepted(window, pads);
      } catch (error) {
        return curableOrThrow(error);
      }
    },
    async send(minDate, maxDate) {
      for (let triesLeft = triesOfCut; ; triesLeft -= 1) {
        try {
          return await call({ minDate, maxDate });
        } catch (error) {
          if (triesLeft <= 1 || !isCutAnswer(error)) throw error;
        }
      }
    },
  };
  return asker;

  /** When the server refuses the dates, in the next format. */
  async function askAsAccepted(window: Window, pads: Pads): Promise<WindowPage> {
    const { spelling, others } = dates;
    try {
      return await askIn(spelling, window, pads);
    } catch (error) {
      if (!isBadRequest(error)) throw error;
      for (const format of others) {
        try {
          const answer = await askIn({ format, isExact: false }, window, pads);
          dates.accept(format);
          return answer;
        } catch (again) {
          if (!isBadRequest(again)) throw again;
        }
      }
      throw error;
    }
  }

  async function askIn(spelling: DateSpelling, window: Window, pads: Pads): Promise<WindowPage> {
    const hour = Math.min(hourSeconds, tightSeconds + ((window.to - window.from) >> 2));
    const bound = (second: number, pad: Pad, sign: 1 | -1): Bound => {
      if (pad === 'ANY_ZONE' && !spelling.isExact) {
        const clock = second + sign * (tightSeconds + widestZoneSeconds);
        return { clock, second: clock - dates.zone.offsetAt(second) };
      }
      const padded = second + sign * (pad === 'HOUR' && !spelling.isExact ? hour : tightSeconds);
      return { clock: Math.max(dates.clockAt(padded, spelling), 0), second: padded };
    };
    const min = bound(window.from, pads.from, -1);
    const max = bound(window.to, pads.to, 1);
    const page = await call({
      ...filter,
      minDate: formatBindplaneDate(min.clock, spelling.format),
      maxDate: formatBindplaneDate(max.clock, spelling.format),
    });
    const reach = spelling.isExact ? 0 : widestZoneSeconds;
    const sure = { from: min.clock + reach + 1, to: max.clock - reach };
    return { ...page, kind: 'ANSWER', asked: { min: min.second, max: max.second, sure }, spelling };
  }

  async function call(query: BindplaneAuditQuery): Promise<CountedPage> {
    asker.calls += 1;
    const page = await budget.timed(() => client.auditEvents(query));
    timeoutsInARow = 0;
    if (page.skipped > 0) {
      asker.warn(
        'ENTRIES_SKIPPED',
        'Events of Bindplane without a readable timestamp were left out.',
      );
    }
    const seconds = secondsOf(page.events);
    if (seconds) server.noteEntry(seconds.newest);
    const isProven = page.received < alwaysProven || page.received < server.longestAnswer;
    server.longestAnswer = Math.max(server.longestAnswer, page.received);
    return { events: page.events, received: page.received, isProven };
  }

  /** What a smaller window may cure is a value, and not thrown. */
  function curableOrThrow(error: unknown): FailedAnswer {
    timeoutsInARow = isLate(error) ? timeoutsInARow + 1 : 0;
    const isCurable =
      (isLate(error) && timeoutsInARow < maxTimeoutsInARow) ||
      (error instanceof UpstreamBadResponseError && error.bodyDefect !== undefined);
    if (!isCurable) throw error;
    return { kind: 'FAILED', error };
  }
}

/** Whether the server refused what it was asked. */
export function isBadRequest(error: unknown): boolean {
  return error instanceof UpstreamBadResponseError && error.status === 400;
}

/** Whether no answer came in time. */
export function isLate(error: unknown): error is UpstreamTimeoutError {
  return error instanceof UpstreamTimeoutError;
}

/** Whether an answer broke off, which it may not do again. */
export function isCutAnswer(error: unknown): boolean {
  return error instanceof UpstreamBadResponseError && error.bodyDefect === 'CUT';
}
