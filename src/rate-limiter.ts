import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { PromiseOrValue } from './execution/promise-or-value.ts';
import { RequestWindows } from './request-windows.ts';
import type { SharedStore } from './shared-store.ts';

/** Counts requests in windows of a minute. */
export interface RateLimiter {
  /** Counts some requests of a caller; how many seconds it has to wait, 0 when it need not. */
  take(caller: string, requests: number): PromiseOrValue<number>;
}

const windowSeconds = 60;
/** So that a tenth of a request can be counted: Redis counts whole numbers. */
const pointsPerRequest = 10;

/** Counts in the store that replicas share while that answers, in this process otherwise. */
export function createRateLimiter(
  requestsPerMinute: number,
  store: SharedStore | undefined,
): RateLimiter {
  const points = requestsPerMinute * pointsPerRequest;
  const own = new RequestWindows(points, windowSeconds);
  const shared =
    store &&
    new RateLimiterRedis({
      points,
      duration: windowSeconds,
      storeClient: store.client,
      keyPrefix: `${store.prefix}rate`,
      rejectIfRedisNotReady: true,
      // Whoever is over the limit is not worth another call.
      inMemoryBlockOnConsumed: points + 1,
    });

  return {
    take(caller, requests) {
      const taken = Math.round(requests * pointsPerRequest);
      if (!store || !shared || !store.answers()) return own.take(caller, taken);
      return waitOf(shared.consume(caller, taken)).catch(() => {
        store.lose();
        return own.take(caller, taken);
      });
    },
  };
}

/** rate-limiter-flexible rejects with the state of a caller who is over the limit. */
async function waitOf(consumed: Promise<RateLimiterRes>): Promise<number> {
  try {
    await consumed;
    return 0;
  } catch (reason) {
    if (reason instanceof RateLimiterRes) return Math.max(Math.ceil(reason.msBeforeNext / 1000), 1);
    throw reason;
  }
}
