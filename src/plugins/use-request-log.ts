import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../context.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { RequestsUnderWay } from '../request-facts.ts';
import type { ServerContext } from './server-context.ts';

/**
 * One line and one count for each request when it is over, however it ends: what was asked by name,
 * how it came out, what it cost. Never a query, a variable or a credential.
 */
export function useRequestLog(
  logger: Logger,
  metrics: Metrics,
  requests: RequestsUnderWay,
): Plugin<object, ServerContext> {
  return {
    onRequest({ serverContext: { req, res, requestId } }) {
      const start = performance.now();
      const path = req.url?.replace(/\?.*$/s, '').slice(0, 100);
      const facts = requests.begin(requestId);
      res.once('close', () => {
        requests.end(requestId);
        const durationMs = Math.round((performance.now() - start) * 100) / 100;
        const { operation, upstreamCalls, codes } = facts;
        const status = res.writableFinished ? res.statusCode : 499;
        if (path !== '/metrics') metrics.request({ status, durationMs, codes });
        const level = path === '/graphql' ? 'info' : 'debug';
        logger[level]('Request', {
          requestId,
          method: req.method,
          path,
          status,
          durationMs,
          operation,
          upstreamCalls,
          codes: codes.length === 0 ? undefined : [...new Set(codes)],
        });
      });
    },
    onExecute({ args }) {
      const { requestId } = args.contextValue as unknown as Context;
      const facts = requests.of(requestId);
      const operation = getOperationAST(args.document, args.operationName);
      if (facts) facts.operation = operation?.name?.value ?? operation?.operation;
    },
    onResultProcess({ result, serverContext: { requestId } }) {
      const errors = 'errors' in result ? (result.errors ?? []) : [];
      requests
        .of(requestId)
        ?.codes.push(...errors.map(({ extensions }) => String(extensions['code'])));
    },
  };
}
