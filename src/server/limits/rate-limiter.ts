import type { PromiseOrValue } from '../../graphql/execution/promise-or-value.ts';
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
  const shared = store?.windows(points, windowSeconds);

  return {
    take(caller, requests) {
      const taken = Math.round(requests * pointsPerRequest);
      if (!store || !shared || !store.answers()) return own.take(caller, taken);
      // At once, so that nothing is remembered of the credentials that such a caller makes up.
      const wait = shared.waitOf(caller);
      if (wait > 0) return wait;
      return shared.take(caller, taken).catch(() => own.take(caller, taken));
    },
  };
}
