import { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../client-errors.ts';
import type { Config } from '../config.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { Caller } from './exchange.ts';

/** Whoever makes up credentials is told by the address, which many callers may share. */
const addressShare = 0.1;

/** Counts some requests of a caller; throws when it asks more often than the limit. */
export type CountRequests = (caller: Caller, requests: number) => Promise<void>;

export function createRateLimit(limiter: RateLimiter, config: Config): CountRequests {
  return async ({ credentials, address }, requests) => {
    const waits = await Promise.all([
      ...credentials.map((credential) => limiter.take(credential, requests)),
      limiter.take(address, credentials.length === 0 ? requests : requests * addressShare),
    ]);
    const retryAfterSeconds = Math.max(...waits);
    if (retryAfterSeconds > 0) throw rateLimited(config.rateLimitPerMinute, retryAfterSeconds);
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
