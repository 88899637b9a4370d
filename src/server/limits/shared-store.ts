import { Redis } from 'ioredis';
import type { RedisConfig } from '../../config/config.ts';
import type { Logger } from '../../telemetry/logger.ts';

/** Redis as far as replicas share it: never waited for, and never needed. */
export interface SharedStore {
  /** Windows of so many seconds, in each of which a caller may take so many points. */
  windows(points: number, seconds: number): SharedWindows;
  /** Whether it is worth asking: connected, and not found wanting a moment ago. */
  answers(): boolean;
  close(): void;
}

interface SharedWindows {
  /** How many seconds a caller still has to wait who was refused before; Redis is not asked. */
  waitOf(caller: string): number;
  /** How many seconds the caller has to wait, 0 when it need not. Rejects when Redis fails. */
  take(caller: string, points: number): Promise<number>;
}

/** What a request may lose to Redis, once in each pause. */
const commandTimeoutMs = 200;
const pauseMs = 5000;

/** The first to take something begins a window. Answers what is taken, and when the window ends. */
const takeScript = `
local taken = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {taken, left}`;

/**
 * Connects in the background, again and again, and to another Redis when the URL has changed. That
 * it is lost is logged once, until it is back.
 */
export function connectSharedStore(config: RedisConfig, logger: Logger): SharedStore {
  let url = config.url;
  let client = connect(url);
  let isLost = false;
  let pausedUntil = 0;

  function connect(to: string): Redis {
    const made = new Redis(to, {
      connectTimeout: 2000,
      commandTimeout: commandTimeoutMs,
      connectionName: 'auditgraph',
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 200, pauseMs),
    });
    made.on('error', () => {
      if (made === client) tell();
    });
    made.on('ready', () => (isLost = false));
    return made;
  }

  function tell(): void {
    if (isLost) return;
    isLost = true;
    logger.error('Redis is lost: limits count in this process alone until it is back', {});
  }

  function current(): Redis {
    if (config.url !== url) {
      const last = client;
      url = config.url;
      client = connect(url);
      pausedUntil = 0;
      last.quit().catch(() => last.disconnect());
    }
    return client;
  }

  return {
    windows(points, seconds) {
      const windowMs = seconds * 1000;
      const refusals = new Refusals();
      return {
        waitOf: (caller) => refusals.waitOf(caller),
        async take(caller, taken) {
          const asked = current();
          try {
            const key = `${config.prefix}rate:${caller}`;
            const answer = await asked.eval(takeScript, 1, key, taken, windowMs);
            const window = windowIn(answer, taken, windowMs);
            isLost = false;
            return window.taken > points ? refusals.add(caller, window.leftMs) : 0;
          } catch (error) {
            if (asked === client) {
              pausedUntil = performance.now() + pauseMs;
              tell();
            }
            throw error;
          }
        },
      };
    },
    answers: () => current().status === 'ready' && performance.now() >= pausedUntil,
    close: () => client.disconnect(),
  };
}

/** Whatever answers otherwise would let everybody through: it does not count. */
function windowIn(
  answer: unknown,
  points: number,
  windowMs: number,
): { readonly taken: number; readonly leftMs: number } {
  const [taken, leftMs]: readonly unknown[] = Array.isArray(answer) ? answer : [];
  if (!isWhole(taken, points, Infinity) || !isWhole(leftMs, 0, windowMs)) {
    throw new TypeError('Redis answers something else than counts.');
  }
  return { taken, leftMs };
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
}

/** Whoever is over the limit is not worth another call. */
class Refusals {
  /** When windows end, by `performance.now()`, in the order in which callers were refused. */
  readonly #ends = new Map<string, number>();

  add(caller: string, leftMs: number): number {
    const now = performance.now();
    for (const [each, endsAt] of this.#ends) {
      if (endsAt > now) break;
      this.#ends.delete(each);
    }
    this.#ends.set(caller, now + leftMs);
    return secondsIn(leftMs);
  }

  waitOf(caller: string): number {
    const endsAt = this.#ends.get(caller);
    if (endsAt === undefined) return 0;
    const leftMs = endsAt - performance.now();
    if (leftMs > 0) return secondsIn(leftMs);
    this.#ends.delete(caller);
    return 0;
  }
}

function secondsIn(ms: number): number {
  return Math.max(Math.ceil(ms / 1000), 1);
}
