import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { allowsAnonymous, secretsIn } from './config.ts';
import type { Config } from './config.ts';
import { createContext } from './context.ts';
import type { Upstreams } from './context.ts';
import { listen } from './listen.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { ServerContext } from './plugins/server-context.ts';
import { TextCache } from './plugins/text-cache.ts';
import { useCaller } from './plugins/use-caller.ts';
import { useClientErrors } from './plugins/use-client-errors.ts';
import { useCompiledOperations } from './plugins/use-compiled-operations.ts';
import { useCors } from './plugins/use-cors.ts';
import { useCsrfPrevention } from './plugins/use-csrf-prevention.ts';
import { useGatewayAuth } from './plugins/use-gateway-auth.ts';
import { useGraphiql } from './plugins/use-graphiql.ts';
import { useKnownHosts } from './plugins/use-known-hosts.ts';
import { useMetrics } from './plugins/use-metrics.ts';
import { useNoIntrospection } from './plugins/use-no-introspection.ts';
import { usePersistedDocuments } from './plugins/use-persisted-documents.ts';
import { useQueryCost } from './plugins/use-query-cost.ts';
import { useQueryLimits } from './plugins/use-query-limits.ts';
import { useRateLimit } from './plugins/use-rate-limit.ts';
import { useRequestBody } from './plugins/use-request-body.ts';
import { useRequestDeadline } from './plugins/use-request-deadline.ts';
import { useRequestId } from './plugins/use-request-id.ts';
import { useRequestLog } from './plugins/use-request-log.ts';
import { useRoutes } from './plugins/use-routes.ts';
import { useSecurityHeaders } from './plugins/use-security-headers.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { RequestTracer } from './request-tracer.ts';
import { connectSharedStore } from './shared-store.ts';

/** Some hundred documents; at up to 250 bytes of memory for each character. */
const maxCachedCharacters = 200_000;

export interface ServerParts {
  readonly schema: GraphQLSchema;
  readonly upstreams: Upstreams;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Undefined: nobody wants traces. */
  readonly tracer?: RequestTracer | undefined;
}

export interface GatewayServer {
  /** Starts to take requests; resolves with its URL, without a slash at the end. */
  listen(): Promise<string>;
  /**
   * Tells that it is not ready and still takes requests for `shutdownDelayMs`; then takes no more,
   * finishes those under way within `shutdownTimeoutMs`, and ends every connection.
   */
  stop(): Promise<void>;
}

/** The gateway as an HTTP server that does not listen yet. */
export function createServer(
  config: Config,
  { schema, upstreams, logger, metrics, tracer }: ServerParts,
): GatewayServer {
  const { gatewayAuth } = config;
  const store =
    config.redisUrl === undefined
      ? undefined
      : connectSharedStore(config.redisUrl, config.redisPrefix, logger);
  const limiter =
    config.rateLimitPerMinute > 0 ? createRateLimiter(config.rateLimitPerMinute, store) : undefined;
  const yoga = createYoga<ServerContext>({
    schema,
    context: ({ req, requestId, caller, record, signal, deadline }) => {
      const request = {
        requestId,
        headers: req.headers,
        signal,
        deadline,
        caller: caller.credentials.join(' ') || undefined,
        mayWrite: caller.mayWrite,
        onAttempt: record.onAttempt,
      };
      return createContext(config, upstreams, request, metrics.page);
    },
    // The order is that in which a request meets them.
    plugins: [
      useRequestId(),
      useCaller(config),
      useRequestLog(logger, metrics, tracer),
      useRequestDeadline(config.requestTimeoutMs),
      useSecurityHeaders(),
      useKnownHosts(config),
      config.metricsPort === undefined && useMetrics(metrics),
      useRoutes(() => server.listening && !isStopping),
      useCors(config.corsOrigins),
      config.graphiql && useGraphiql(config),
      allowsAnonymous(config) && useCsrfPrevention(config.corsOrigins),
      limiter !== undefined && useRateLimit(limiter, config),
      gatewayAuth !== undefined && useGatewayAuth(gatewayAuth, logger),
      useRequestBody(config),
      usePersistedDocuments(config),
      useQueryLimits(config),
      !config.introspection && useNoIntrospection(),
      useQueryCost(config),
      useCompiledOperations(),
      useClientErrors(logger, secretsIn(config)),
    ],
    parserAndValidationCache: {
      documentCache: new TextCache(maxCachedCharacters),
      errorCache: new TextCache(maxCachedCharacters),
    },
    batching: config.maxBatchSize > 0 && { limit: config.maxBatchSize },
    extraParamNames: ['documentId'],
    // What our own plugins do instead. No URL ends in a space, which turns the health check off.
    cors: false,
    graphiql: false,
    healthCheckEndpoint: ' ',
    landingPage: false,
    logging: false,
    maskedErrors: false,
    maxRequestBodySize: false,
    multipart: false,
  });
  const server = createHttpServer({
    requestTimeout: config.requestTimeoutMs,
    headersTimeout: Math.min(config.requestTimeoutMs, 60_000),
    connectionsCheckingInterval: 1000,
  });
  let isStopping = false;
  const underWay = new Set<ServerResponse>();
  server.on('request', (req, res) => {
    underWay.add(res);
    res.once('close', () => {
      underWay.delete(res);
      if (underWay.size === 0 && !server.listening) server.closeAllConnections();
    });
    if (hasTarget(req)) yoga.requestListener(req, res);
    else res.writeHead(400, { Connection: 'close' }).end();
  });
  return {
    listen: () => listen(server, config),
    async stop() {
      isStopping = true;
      if (config.shutdownDelayMs > 0) await setTimeout(config.shutdownDelayMs);
      const closed = once(server, 'close');
      server.close();
      const timer = globalThis.setTimeout(
        () => server.closeAllConnections(),
        config.shutdownTimeoutMs,
      );
      if (underWay.size === 0) server.closeAllConnections();
      await closed;
      clearTimeout(timer);
      store?.close();
    },
  };
}

/** Node takes any text for a host and a target; Yoga shows its stack when they make no URL. */
function hasTarget({ url = '', headers: { host = '' } }: IncomingMessage): boolean {
  return url.startsWith('/') && URL.canParse(`http://${host === '' ? 'localhost' : host}${url}`);
}
