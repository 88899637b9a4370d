import type { BindplaneServer } from './server.ts';
import { clampSpan } from './walk.ts';

/** Where to look for a newest page. */
export interface NewestLook {
  readonly spanSeconds: number;
  /** Windows that begin above this second end there, however long it was silent. */
  readonly pageEnd?: number;
}

type Learnt = Pick<BindplaneServer, 'newestPage' | 'longestAnswer'>;

const firstSpanSeconds = 3600;
/** Arrivals of so many events are worth the one call that reads them beside an old page. */
const maxArrivals = 100;
/** A trail that was silent for long is taken to be so a little longer. */
const silenceKept = 1 / 8;

/**
 * An answer as long as the longest ever is doubted and read again in parts: in silence that would be
 * every time, unless a shorter one will do.
 */
export function spanOfPage({ newestPage: seen, longestAnswer }: Learnt, limit: number): number {
  if (seen === undefined) return firstSpanSeconds;
  const events = 1.5 * (limit + 1) + 2;
  const shorter = 5 / 6;
  const isDoubted = events >= longestAnswer && events * shorter < longestAnswer;
  return clampSpan(seen.secondsPerEvent * (limit + 1) * (isDoubted ? shorter : 1));
}

/**
 * Silence is no measure of a page: the page is looked for below the newest event seen, and all that
 * came since with it, unless that may be much.
 */
export function lookForNewest(server: Learnt, limit: number, now: number): NewestLook {
  const { newestPage: seen } = server;
  const spanSeconds = spanOfPage(server, limit);
  if (seen === undefined) return { spanSeconds };
  const pageEnd = Math.min(seen.newest, now) - spanSeconds;
  const unseen = now - seen.readAt;
  const silence = seen.readAt - seen.newest;
  const isMuch = unseen > Math.max(seen.secondsPerEvent * maxArrivals, silence * silenceKept);
  return { spanSeconds: isMuch ? spanSeconds : now - pageEnd, pageEnd };
}
