import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { allowsAnonymous, secretsIn } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import { createContext } from '../schema/context.ts';
import type { Context, Upstreams } from '../schema/context.ts';
import { Pipeline, createStages } from '../graphql/pipeline.ts';
import type { Stages } from '../graphql/pipeline.ts';
import { answerJson } from './doors/json-door.ts';
import { createYogaDoor } from './doors/yoga-door.ts';
import { createAdmission } from './limits/admission.ts';
import { jsonAnswer, sendAnswer } from './answer.ts';
import type { Answer, Step } from './answer.ts';
import { noteCaller } from './callers/caller.ts';
import { allowOrigins } from './cors.ts';
import { preventForgery } from './csrf-prevention.ts';
import { createErrorDescriber } from './describe-error.ts';
import { Exchange } from './exchange.ts';
import { authenticate } from './callers/authenticate.ts';
import { showGraphiql } from './graphiql/graphiql.ts';
import { answerHealth } from './health.ts';
import { knowHost } from './known-hosts.ts';
import { mediaTypeFor } from './media-type.ts';
import { showMetrics } from './metrics-page.ts';
import { createRateLimit } from './limits/rate-limit.ts';
import { createBodyReader } from './request-body.ts';
import { limitTime } from './request-deadline.ts';
import { createTargetReader } from './request-target.ts';
import { takeRequestId } from './request-id.ts';
import { logRequest } from './request-log.ts';
import { route } from './routes.ts';
import { secureAnswer } from './security-headers.ts';
import { responseClassOf } from './answers/unsent-answers.ts';
import type { UnsentAnswers } from './answers/unsent-answers.ts';
import { listen } from './listen.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import type { RequestTracer } from '../telemetry/request-tracer.ts';
import type { SharedStore } from './limits/shared-store.ts';
import { tellOfFiles } from './tell-of-files.ts';

export interface ServerParts {
  readonly schema: GraphQLSchema;
  readonly upstreams: Upstreams;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Of the whole process. */
  readonly unsent: UnsentAnswers;
  /** Undefined: nobody wants traces. */
  readonly tracer?: RequestTracer | undefined;
  /** An embedder's, of Yoga; one with a hook for requests is refused: see `arrangeStages`. */
  readonly plugins?: readonly Plugin[];
  /** What every request meets, with an embedder's own stages in their places. */
  readonly arrangeStages?: (stages: Stages<Exchange>) => Stages<Exchange>;
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
export async function createServer(
  config: Config,
  {
    schema,
    upstreams,
    logger,
    metrics,
    unsent,
    tracer,
    plugins = [],
    arrangeStages = (stages) => stages,
  }: ServerParts,
): Promise<GatewayServer> {
  const { gatewayAuth } = config;
  tellOfFiles(config.liveFiles, logger);
  const store = await connectStore(config, logger);
  const limiter =
    config.rateLimitPerMinute > 0 ? createRateLimiter(config.rateLimitPerMinute, store) : undefined;
  const countRequests = limiter && createRateLimit(limiter, config);
  const admit = createAdmission([
    ...(countRequests ? [({ caller }: Exchange) => countRequests(caller, 1)] : []),
    ...(gatewayAuth ? [authenticate(gatewayAuth, logger)] : []),
  ]);
  const contextOf = ({ req, requestId, caller, record, signal, deadline }: Exchange): Context => {
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
  };
  const describeError = createErrorDescriber(logger, () => secretsIn(config));
  const own = createStages<Exchange>({
    schema,
    config,
    admit,
    admitMore: ({ caller }, operations) => countRequests?.(caller, operations),
    contextOf,
    describe: describeError,
  });
  const pipeline = new Pipeline(arrangeStages(own), config.maxAnswerBytes);
  const readBody = createBodyReader(config);
  /** What a request meets, in this order, until something answers it. */
  const steps: readonly Step[] = [
    takeRequestId(),
    noteCaller(config),
    logRequest(logger, metrics, tracer, config.logCaller),
    limitTime(config.requestTimeoutMs, upstreams.clock),
    secureAnswer(),
    answerHealth(() => server.listening && !isStopping),
    knowHost(config),
    ...(config.metricsPort === undefined ? [showMetrics(metrics)] : []),
    route(config.publicPath),
    ...(config.corsOrigins.length > 0 ? [allowOrigins(config.corsOrigins)] : []),
    ...(config.graphiql ? [showGraphiql(config)] : []),
    ...(allowsAnonymous(config) ? [preventForgery(config.corsOrigins)] : []),
    answerJson(pipeline, readBody),
  ];
  /** Answers what is left. */
  const yoga = createYogaDoor({ schema, config, plugins }, pipeline, readBody);
  const readTarget = createTargetReader(config.publicPath);
  const server = createHttpServer({
    // Of two hosts, types or credentials none is the one that is meant.
    joinDuplicateHeaders: true,
    // What asks for health may leave it out.
    requireHostHeader: false,
    ServerResponse: responseClassOf(unsent),
    maxHeaderSize: config.maxHeaderBytes,
    keepAliveTimeout: config.keepAliveTimeoutMs,
    requestTimeout: config.requestTimeoutMs,
    headersTimeout: Math.min(config.requestTimeoutMs, 60_000),
    connectionsCheckingInterval: 1000,
  });
  let isStopping = false;
  // A set of answers would keep all that they know: what is gone from it stays until a whole collection.
  let underWay = 0;
  server.on('request', (req, res) => {
    // One after the other: who sends many at once has no more at work, or waiting to be read.
    if (res.socket) take(req, res);
    else res.once('socket', () => take(req, res));
  });
  function take(req: IncomingMessage, res: ServerResponse): void {
    underWay += 1;
    res.on('close', () => {
      underWay -= 1;
      if (underWay === 0 && !server.listening) server.closeAllConnections();
    });
    if (!readTarget(req)) {
      res.writeHead(400, { Connection: 'close' }).end();
      return;
    }
    const exchange = new Exchange(req, res);
    respond(exchange).catch((error: unknown) => {
      // Logs it: nothing foreseen comes here, and the process goes on.
      describeError(error, exchange);
      res.destroy();
    });
  }
  async function respond(exchange: Exchange): Promise<void> {
    const answer = await firstAnswer(exchange);
    if (!server.listening) exchange.headers['Connection'] = 'close';
    if (answer) {
      sendAnswer(exchange, answer);
      return;
    }
    const { req, res, headers } = exchange;
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    // Yoga knows no qualities and no quotes.
    const { accept } = req.headers;
    if (!accept?.includes('text/event-stream')) {
      req.headers.accept = mediaTypeFor(accept) ?? 'none/none';
    }
    await yoga.handle(req, res, { exchange });
  }
  async function firstAnswer(exchange: Exchange): Promise<Answer | undefined> {
    try {
      for (const step of steps) {
        const outcome = step(exchange);
        const answer = outcome && (await outcome);
        if (answer) return answer;
      }
      return undefined;
    } catch (error) {
      const { message, extensions } = describeError(error, exchange);
      const { http: _http, ...shown } = extensions;
      return jsonAnswer(500, { errors: [{ message, extensions: shown }] });
    }
  }
  return {
    listen: () => listen(server, config),
    async stop() {
      isStopping = true;
      if (config.shutdownDelayMs > 0) await setTimeout(config.shutdownDelayMs);
      const closed = once(server, 'close');
      // That of HTTP's servers takes a connection whose answer is still being read for an idle one.
      NetServer.prototype.close.call(server);
      const timer = globalThis.setTimeout(
        () => server.closeAllConnections(),
        config.shutdownTimeoutMs,
      );
      if (underWay === 0) server.closeAllConnections();
      await closed;
      clearTimeout(timer);
      // Only its timers are left.
      server.close();
      store?.close();
    },
  };
}

/** Imported only here, so that a gateway of its own starts without it. */
async function connectStore({ redis }: Config, logger: Logger): Promise<SharedStore | undefined> {
  if (!redis) return undefined;
  const { connectSharedStore } = await import('./limits/shared-store.ts');
  return connectSharedStore(redis, logger);
}
