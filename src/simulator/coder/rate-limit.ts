import type { OutgoingHttpHeaders } from 'node:http';

const windowMs = 60_000;

interface Counter {
  window: number;
  current: number;
  previous: number;
}

/** A sliding window of one minute per key: the previous one counts by its remaining share. */
export class RateLimiter {
  readonly limit: number;
  readonly #counters = new Map<string, Counter>();

  constructor(requestsPerMinute: number) {
    this.limit = requestsPerMinute;
  }

  /** Counts the call if it is within the limit. `now` in milliseconds since 1970. */
  take(key: string, now: number): { allowed: boolean; headers: OutgoingHttpHeaders } {
    const window = Math.floor(now / windowMs);
    const counter = this.#counterOf(key, window);
    const share = 1 - (now % windowMs) / windowMs;
    const rate = Math.round(counter.previous * share + counter.current);
    const allowed = rate + 1 <= this.limit;
    if (allowed) counter.current += 1;
    return {
      allowed,
      headers: {
        'X-RateLimit-Limit': String(this.limit),
        'X-RateLimit-Remaining': String(Math.max(0, this.limit - rate - (allowed ? 1 : 0))),
        'X-RateLimit-Reset': String(((window + 1) * windowMs) / 1000),
        ...(allowed ? {} : { 'Retry-After': String(windowMs / 1000) }),
      },
    };
  }

  #counterOf(key: string, window: number): Counter {
    const counter = this.#counters.get(key) ?? { window, current: 0, previous: 0 };
    if (counter.window !== window) {
      counter.previous = counter.window === window - 1 ? counter.current : 0;
      counter.current = 0;
      counter.window = window;
    }
    this.#counters.set(key, counter);
    return counter;
  }
}
