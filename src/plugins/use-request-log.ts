import { createHmac, randomBytes } from 'node:crypto';
import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { RequestTracer } from '../request-tracer.ts';
import { RequestRecord } from './request-record.ts';
import type { Caller, ServerContext } from './server-context.ts';

const maxTextLength = 100;
/** What nginx logs when the caller left before the answer was sent. */
const callerLeft = 499;

/**
 * Tells of each request when it is over, however it ends: what was asked by name, how it came out,
 * what it cost. Never a query, a variable or a credential.
 */
export function useRequestLog(
  logger: Logger,
  metrics: Metrics,
  tracer: RequestTracer | undefined,
): Plugin<Pick<ServerContext, 'record'>, ServerContext> {
  const callerDigestOf = createCallerDigest();
  return {
    onRequest({ serverContext }) {
      const { req, res, requestId } = serverContext;
      const start = performance.now();
      const path = req.url?.replace(/\?.*$/s, '') ?? '';
      const isGraphql = path === '/graphql';
      const span = isGraphql ? tracer?.start({ requestId, headers: req.headers }) : undefined;
      const record = new RequestRecord(span);
      serverContext.record = record;
      res.once('close', () => {
        const durationMs = performance.now() - start;
        const { operations, codes, upstreamCalls } = record;
        const status = res.writableFinished ? res.statusCode : callerLeft;
        if (isGraphql) metrics.request({ status, durationMs, codes });
        span?.end({ status, operations, codes });
        logger[isGraphql ? 'info' : 'debug']('Request', {
          requestId,
          method: req.method,
          path: path.slice(0, maxTextLength),
          status,
          durationMs: Math.round(durationMs * 10) / 10,
          operation: operations.length > 0 ? operations.join().slice(0, maxTextLength) : undefined,
          upstreamCalls,
          codes: codes.length > 0 ? [...new Set(codes)] : undefined,
          caller: callerDigestOf(serverContext.caller),
        });
      });
    },
    onExecute({ args: { document, operationName, contextValue } }) {
      const operation = getOperationAST(document, operationName);
      if (!operation) return;
      contextValue.record.operations.push(
        operation.name?.value.slice(0, maxTextLength) ?? operation.operation,
      );
    },
  };
}

/** Equal for requests of one caller to one process; says nothing to whoever guesses a token. */
function createCallerDigest(): (caller: Caller | undefined) => string | undefined {
  const key = randomBytes(32);
  return (caller) =>
    caller && caller.credentials.length > 0
      ? createHmac('sha256', key).update(caller.credentials.join()).digest('base64url').slice(0, 12)
      : undefined;
}
