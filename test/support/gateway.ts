import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { parseConfig } from '../../src/config/config.ts';
import type { BindplaneConfig, Config, UpstreamConfig } from '../../src/config/config.ts';
import { createUpstreams } from '../../src/schema/context.ts';
import type { Upstreams } from '../../src/schema/context.ts';
import type { GatewayAuth } from '../../src/config/gateway-auth.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { UnsentAnswers } from '../../src/server/answers/unsent-answers.ts';
import { clientErrorCodes } from '../../src/schema/client-errors.ts';
import { cutReasons } from '../../src/server/answers/cut-answer.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import type { RequestTracer } from '../../src/telemetry/request-tracer.ts';
import { createServer } from '../../src/server/server.ts';
import type { ServerParts } from '../../src/server/server.ts';
import type { CallClock } from '../../src/upstream/door/call-clock.ts';
import type { CallObserver } from '../../src/telemetry/call-observer.ts';
import { patience } from './eventually.ts';

export interface GatewayOptions {
  /** Where Coder is, and the token to share; without one, callers pass their own. */
  readonly coder?: Partial<UpstreamConfig> & { readonly url: string };
  readonly bindplane?: Partial<BindplaneConfig> & { readonly url: string };
  /** Default: what the embedded start would use, on any free port, logging no single request, and with all the time it needs. */
  readonly config?: Partial<Config>;
  /** How long a call to one of them may take, in milliseconds. Default: as `config` has it. */
  readonly timeouts?: { readonly coder?: number; readonly bindplane?: number };
  /** Default: the system's. */
  readonly clock?: CallClock;
  /** Default: the gateway's own. */
  readonly schema?: GraphQLSchema;
  readonly tracer?: RequestTracer;
  /** What an embedder brings. */
  readonly own?: Pick<ServerParts, 'plugins' | 'arrangeStages'>;
}

export interface Gateway {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string;
  /** The lines it logged. */
  readonly log: readonly string[];
  /** Sends one POST and gives the answer's body, whatever its status. */
  readonly query: <Data = Record<string, unknown>, Variables = Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ExecutionResult<Data>>;
  close(): Promise<void>;
}

/** Lets in the holders of these tokens. */
export function authBy(tokens: readonly string[]): GatewayAuth {
  return { tokens, readTokens: [], jwt: undefined };
}

/** Each with a limit of its own. */
function openUpstreams(
  config: Config,
  observer: CallObserver,
  { timeouts = {}, clock }: GatewayOptions,
): Upstreams {
  const open = (upstreamTimeoutMs = config.upstreamTimeoutMs) =>
    createUpstreams({ ...config, upstreamTimeoutMs }, observer, clock);
  const [forCoder, forBindplane] = [open(timeouts.coder), open(timeouts.bindplane)];
  return {
    coder: forCoder.coder,
    bindplane: forBindplane.bindplane,
    clock: forCoder.clock,
    async close() {
      await Promise.all([forCoder.close(), forBindplane.close()]);
    },
  };
}

/** Starts the whole gateway in this process, on loopback and any free port. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { coder, bindplane } = options;
  const config: Config = {
    ...parseConfig({}),
    port: 0,
    logLevel: 'warn',
    // By a clock of the test, time is what the test says.
    ...(!options.clock && { requestTimeoutMs: patience, upstreamTimeoutMs: patience }),
    coder: coder && { token: undefined, ...coder },
    bindplane: bindplane && { token: undefined, accountId: undefined, ...bindplane },
    ...options.config,
  };
  const log: string[] = [];
  const metrics = createMetrics(config, { errorCodes: clientErrorCodes, cutLimits: cutReasons });
  const upstreams = openUpstreams(config, metrics.calls, options);
  const schema = options.schema ?? (await import('../../src/schema/schema.ts')).schema;
  const logger = createLogger((line) => void log.push(line), config.logLevel);
  const server = await createServer(config, {
    schema,
    upstreams,
    logger,
    metrics,
    unsent: new UnsentAnswers(config),
    tracer: options.tracer,
    ...options.own,
  });
  const url = await server.listen();
  return {
    url,
    log,
    async query(document, variables, headers) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          query: typeof document === 'string' ? document : print(document),
          variables,
        }),
      });
      return (await response.json()) as ExecutionResult<never>;
    },
    async close() {
      await server.stop();
      await upstreams.close();
    },
  };
}
