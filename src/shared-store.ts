import { Redis } from 'ioredis';
import type { Logger } from './logger.ts';

/** Redis as far as replicas share it: never waited for, and never needed. */
export interface SharedStore {
  readonly client: Redis;
  /** What the names of all keys begin with. */
  readonly prefix: string;
  /** Whether it is worth asking: connected, and not found wanting a moment ago. */
  answers(): boolean;
  /** It failed or was too slow: it is left alone for a while. */
  lose(): void;
  close(): void;
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
    client,
    prefix,
    answers: () => client.status === 'ready' && performance.now() >= pausedUntil,
    lose() {
      pausedUntil = performance.now() + pauseMs;
      tell();
    },
    close: () => client.disconnect(),
  };
}
