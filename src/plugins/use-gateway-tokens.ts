import { createHash, timingSafeEqual } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ClientErrorCode } from '../client-errors.ts';
import type { ServerContext } from './server-context.ts';

/** Refuses a request whole, with 401, unless it brings one of the tokens as its bearer token. */
export function useGatewayTokens(tokens: readonly string[]): Plugin<object, ServerContext> {
  const digests = tokens.map(digestOf);
  return {
    onRequestParse({ serverContext }) {
      const [, given = ''] =
        /^Bearer +(\S+)$/i.exec(serverContext.req.headers.authorization ?? '') ?? [];
      const digest = digestOf(given);
      // Every token is compared, so that the time taken does not tell which one came close.
      const matches = digests.filter((known) => timingSafeEqual(known, digest));
      if (matches.length > 0) return;
      throw new GraphQLError(
        'This gateway needs one of its tokens: Authorization: Bearer <token>.',
        {
          extensions: {
            code: 'UNAUTHENTICATED' satisfies ClientErrorCode,
            http: { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="auditgraph"' } },
          },
        },
      );
    },
  };
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
