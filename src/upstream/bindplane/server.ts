import { createServerClock } from './server-clock.ts';
import type { ServerClock } from './server-clock.ts';
import { ServerDates } from './server-dates.ts';

/**
 * What was learnt about one Bindplane server and account. No answer is kept here, only how the
 * server behaves; clients and feeds write to it as they learn.
 */
export interface BindplaneServer extends ServerClock {
  /** Events in the longest answer received: anything shorter was not cut by a cap. */
  longestAnswer: number;
  /** What an event took in the last answer that held any. */
  bytesPerEvent: number;
  /** A length of answers that did not grow when so much more was asked for: it may be a cap. */
  stuck: { readonly length: number; readonly reachSeconds: number; readonly tries: number };
  newestPage: NewestPage | undefined;
  readonly dates: ServerDates;
}

/** What the newest page of a whole trail taught when it was last read; seconds since 1970. */
interface NewestPage {
  /** Of its newest event: from there on to `readAt` was silence. */
  readonly newest: number;
  readonly readAt: number;
  /** Half as much again as its events took, each. */
  readonly secondsPerEvent: number;
}

/** `clockMs` is the gateway's own clock, in milliseconds since 1970. */
export function createBindplaneServer(clockMs: () => number = Date.now): BindplaneServer {
  return {
    ...createServerClock(clockMs),
    longestAnswer: 0,
    bytesPerEvent: 0,
    stuck: { length: 0, reachSeconds: 0, tries: 0 },
    newestPage: undefined,
    dates: new ServerDates(() => clockMs() / 1000),
  };
}
