/** What time it is where the server is. */
export interface ServerClock {
  /** Seconds since 1970. */
  now(): number;
  /** Takes the `Date` header of an answer. */
  noteDate(header: string | undefined): void;
  /** Takes the second of an entry that the server showed. */
  noteEntry(second: number): void;
}

/** Further behind than this, a `Date` header means that the server's clock was set back. */
const clockStepSeconds = 60;
const secondsPerHour = 3600;
const secondsPerDay = 86_400;

/** What a header that was seen says by now. */
function told(seen: { readonly second: number; readonly atMs: number }): number {
  return seen.second + (performance.now() - seen.atMs) / 1000;
}

/**
 * A `Date` header may come from a cache, or from a clock that was never set: it is one witness beside
 * the gateway's own clock and the newest entry. It is believed when it is not older than that entry,
 * and within a day of one of both.
 */
export function createServerClock(clockMs: () => number): ServerClock {
  let header: { second: number; atMs: number } | undefined;
  let newestEntry = -Infinity;
  const own = () => clockMs() / 1000;

  return {
    now() {
      if (!header) return own();
      const second = told(header);
      const isPlausible =
        second > newestEntry - secondsPerHour &&
        (Math.abs(second - own()) < secondsPerDay || second - newestEntry < secondsPerDay);
      return isPlausible ? second : own();
    },
    noteDate(text) {
      const second = Date.parse(text ?? '') / 1000;
      if (Number.isNaN(second)) return;
      // The header is cut to the second and arrives late, so the latest clock is the truest.
      if (!header || second > told(header) || second < told(header) - clockStepSeconds) {
        header = { second, atMs: performance.now() };
      }
    },
    noteEntry(second) {
      newestEntry = Math.max(newestEntry, second);
    },
  };
}
