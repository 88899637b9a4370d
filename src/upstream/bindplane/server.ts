import type { BindplaneDateFormat } from './date-format.ts';
import type { NewestPage } from './newest-page.ts';

/**
 * What was learnt about one Bindplane server and account. No answer is kept here, only how the
 * server behaves; clients and feeds write to it as they learn.
 */
export interface BindplaneServer {
  /** Events in the longest answer received: anything shorter was not cut by a cap. */
  longestAnswer: number;
  /** What an event took in the last answer that held any. */
  bytesPerEvent: number;
  newestPage: NewestPage | undefined;
  /** The date format that the server last accepted. */
  dateFormat: BindplaneDateFormat;
  /** The zone in which it reads 14-digit dates, east of UTC positive; 0 until calibrated. */
  zoneOffsetSeconds: number;
  /** Whether `zoneOffsetSeconds` was measured and not assumed. */
  zoneKnown: boolean;
  /** Seconds since 1970 by the server's clock, by the local one until it has answered. */
  now(): number;
  /** Takes the `Date` header of an answer. */
  noteDate(header: string | undefined): void;
}

/** Further behind than this, a `Date` header means that the server's clock was set back. */
const clockStepSeconds = 60;

export function createBindplaneServer(): BindplaneServer {
  let seen: { second: number; atMs: number } | undefined;
  const now = () =>
    seen ? seen.second + (performance.now() - seen.atMs) / 1000 : Date.now() / 1000;
  return {
    longestAnswer: 0,
    bytesPerEvent: 0,
    newestPage: undefined,
    dateFormat: 'DIGITS',
    zoneOffsetSeconds: 0,
    zoneKnown: false,
    now,
    noteDate(header) {
      const second = Date.parse(header ?? '') / 1000;
      if (Number.isNaN(second)) return;
      // The header is cut to the second and arrives late, so the latest clock is the truest.
      if (!seen || second > now() || second < now() - clockStepSeconds) {
        seen = { second, atMs: performance.now() };
      }
    },
  };
}
