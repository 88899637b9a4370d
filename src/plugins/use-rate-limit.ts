import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ClientErrorCode } from '../client-errors.ts';
import type { Config } from '../config.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { Caller, ServerContext } from './server-context.ts';

/** Whoever makes up credentials is told by the address, which many callers may share. */
const addressShare = 0.1;

/**
 * Refuses a caller who asks more often than the limit, with 429. Each operation of a batch counts;
 * health checks, metrics and GraphiQL's page do not, nor what is ended before it is read.
 */
export function useRateLimit(limiter: RateLimiter, config: Config): Plugin<object, ServerContext> {
  async function count({ credentials, address }: Caller, requests: number): Promise<void> {
    const waits = await Promise.all([
      ...credentials.map((credential) => limiter.take(credential, requests)),
      limiter.take(address, credentials.length === 0 ? requests : requests * addressShare),
    ]);
    const retryAfterSeconds = Math.max(...waits);
    if (retryAfterSeconds > 0) throw rateLimited(config.rateLimitPerMinute, retryAfterSeconds);
  }

  return {
    async onRequestParse({ serverContext: { caller } }) {
      await count(caller, 1);
      return {
        async onRequestParseDone({ requestParserResult }) {
          const isBatch = Array.isArray(requestParserResult) && requestParserResult.length > 1;
          if (isBatch) await count(caller, requestParserResult.length - 1);
        },
      };
    },
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
