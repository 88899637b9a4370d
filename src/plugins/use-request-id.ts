import { randomUUID } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './server-context.ts';

/** Takes a sane `X-Request-Id` from the caller or makes one, and answers with it. */
export function useRequestId(): Plugin<object, ServerContext> {
  return {
    onRequest({ serverContext }) {
      const given = serverContext.req.headers['x-request-id']?.toString() ?? '';
      serverContext.requestId = /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
      serverContext.res.setHeader('X-Request-Id', serverContext.requestId);
    },
  };
}
