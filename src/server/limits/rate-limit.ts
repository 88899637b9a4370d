import { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../../schema/client-errors.ts';
import type { Config } from '../../config/config.ts';
import { isPromise } from '../../graphql/execution/promise-or-value.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Caller } from '../exchange.ts';

/** Whoever makes up credentials is told by the address, which many callers may share. */
const addressShare = 0.1;

/** Counts some requests of a caller; throws when it asks more often than the limit. */
export type CountRequests = (caller: Caller, requests: number) => Promise<void> | void;

export function createRateLimit(limiter: RateLimiter, config: Config): CountRequests {
  function check(waits: readonly number[]): void {
    const retryAfterSeconds = Math.max(...waits);
    if (retryAfterSeconds > 0) throw rateLimited(config.rateLimitPerMinute, retryAfterSeconds);
  }

  return ({ credentials, address }, requests) => {
    const share = credentials.length === 0 ? requests : requests * addressShare;
    const waits = [limiter.take(address, share)];
    // Whoever makes up credentials makes nothing to remember once the address is refused.
    if (waits[0] === 0 || isPromise(waits[0]!)) {
      waits.push(...credentials.map((credential) => limiter.take(credential, requests)));
    }
    // Without a shared store there is nothing to wait for.
    return waits.some(isPromise)
      ? Promise.all(waits.map(async (wait) => wait)).then(check)
      : check(waits as number[]);
  };
}

function rateLimited(limit: number, retryAfterSeconds: number): GraphQLError {
  return new GraphQLError(
    `A caller may ask ${limit} times in a minute (RATE_LIMIT_PER_MINUTE): ask again in ${retryAfterSeconds} s.`,
    {
      extensions: {
        code: 'RATE_LIMITED' satisfies ClientErrorCode,
        retryAfterSeconds,
        http: { status: 429, headers: { 'Retry-After': `${retryAfterSeconds}` } },
      },
    },
  );
}
