import { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Logger } from './logger.ts';

/** Redis as far as replicas share it: never waited for, and never needed. */
export interface SharedStore {
  /** Windows of so many seconds, in each of which a caller may take so many points. */
  windows(points: number, seconds: number): SharedWindows;
  /** Whether it is worth asking: connected, and not found wanting a moment ago. */
  answers(): boolean;
  /** It failed or was too slow: it is left alone for a while. */
  lose(): void;
  close(): void;
}

interface SharedWindows {
  /** How many seconds the caller has to wait, 0 when it need not. Rejects when Redis fails. */
  take(caller: string, points: number): Promise<number>;
}

/** What a request may lose to Redis, once in each pause. */
const commandTimeoutMs = 200;
const pauseMs = 5000;

/** Connects in the background, again and again. That it is lost is logged once, until it is back. */
export function connectSharedStore(url: string, prefix: string, logger: Logger): SharedStore {
  const client = new Redis(url, {
    connectTimeout: 2000,
    commandTimeout: commandTimeoutMs,
    connectionName: 'auditgraph',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 200, pauseMs),
  });
  let isLost = false;
  let pausedUntil = 0;
  const tell = () => {
    if (isLost) return;
    isLost = true;
    logger.error('Redis is lost: limits count in this process alone until it is back', {});
  };
  client.on('error', tell);
  client.on('ready', () => (isLost = false));
  return {
    windows(points, seconds) {
      const limiter = new RateLimiterRedis({
        points,
        duration: seconds,
        storeClient: client,
        keyPrefix: `${prefix}rate`,
        rejectIfRedisNotReady: true,
        // Whoever is over the limit is not worth another call.
        inMemoryBlockOnConsumed: points + 1,
      });
      return { take: (caller, taken) => waitOf(limiter.consume(caller, taken)) };
    },
    answers: () => client.status === 'ready' && performance.now() >= pausedUntil,
    lose() {
      pausedUntil = performance.now() + pauseMs;
      tell();
    },
    close: () => client.disconnect(),
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
