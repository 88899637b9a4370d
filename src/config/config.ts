import { gatewayAuthSettingsIn, readGatewayAuth, secretsOfTokens } from './gateway-auth.ts';
import type { GatewayAuth } from './gateway-auth.ts';
import { logCallers, logLevels } from './log-level.ts';
import type { LogCaller, LogLevel } from './log-level.ts';
import type { ChangingFile } from './live-file.ts';
import { likelyMistakes } from './likely-mistakes.ts';
import { isLoopback } from './loopback.ts';
import { isPrivateHost } from './private-host.ts';
import { proxyFor, readOutgoingProxies, secretsOfProxy } from './outgoing-proxies.ts';
import type { OutgoingProxies } from './outgoing-proxies.ts';
import { Settings } from './settings.ts';
import type { Environment } from './settings.ts';
import { readTraceSettings } from './trace-settings.ts';
import type { TraceSettings } from './trace-settings.ts';
import { readUpstreamHeaders } from './upstream-headers.ts';
import type { UpstreamHeaders } from './upstream-headers.ts';
import { readUpstreamTls } from './upstream-tls.ts';
import type { UpstreamTls } from './upstream-tls.ts';

/**
 * Where an upstream is and whose credential it gets. What comes from a file may change while the
 * process runs: it is read for each use, not copied.
 */
export interface UpstreamConfig {
  /** http or https, without a trailing slash. */
  readonly url: string;
  /** Shared mode: all callers use this one. Undefined in pass-through mode: each sends its own. */
  readonly token: string | undefined;
  /** Undefined: whom Node trusts. */
  readonly tls?: UpstreamTls | undefined;
  /** Through which it is asked; with a password, perhaps. */
  readonly proxy?: string | undefined;
  /** Sent with every call besides the gateway's own; secret. */
  readonly headers?: UpstreamHeaders | undefined;
  /** Whether it is the simulator that runs in this process. */
  readonly isSimulated?: boolean;
}

export interface BindplaneConfig extends UpstreamConfig {
  readonly accountId: string | undefined;
}

export interface RedisConfig {
  /** Holds a password, perhaps; may change while the process runs. */
  readonly url: string;
  /** What the names of all keys begin with. */
  readonly prefix: string;
}

/** How many calls to an upstream may be in flight at once, and how much each may answer. */
interface CallLimits {
  readonly maxCalls: number;
  readonly maxCallsPerCaller: number;
  readonly maxAnswerBytes: number;
}

/** Every setting of the process, read once and checked. */
export interface Config {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Undefined when not configured. When neither upstream is, simulators take their place. */
  readonly coder: UpstreamConfig | undefined;
  readonly bindplane: BindplaneConfig | undefined;
  /** Who may call. Undefined: the gateway asks nobody who they are. */
  readonly gatewayAuth: GatewayAuth | undefined;
  readonly allowTestAuditLog: boolean;
  /** The whole request. */
  readonly requestTimeoutMs: number;
  /** One upstream call. */
  readonly upstreamTimeoutMs: number;
  /** How often a call that failed in passing is made again. */
  readonly upstreamRetries: number;
  /** How long an upstream that is down is left alone. */
  readonly upstreamCooldownMs: number;
  readonly coderCalls: CallLimits;
  readonly bindplaneCalls: CallLimits;
  /** How many calls to an upstream may wait for their turn. */
  readonly maxWaitingCalls: number;
  /** Upstream calls that one field may spend on scanning. */
  readonly scanBudgetCalls: number;
  readonly countCap: number;
  readonly maxBodyBytes: number;
  /** What the answer to one request may weigh. */
  readonly maxAnswerBytes: number;
  /** Fields inside fields. */
  readonly maxQueryDepth: number;
  readonly maxRootFields: number;
  /** Fields and fragments, each counted wherever it is spread. */
  readonly maxQuerySelections: number;
  readonly maxQueryDirectives: number;
  readonly maxQueryTokens: number;
  /** Ten for each upstream call, one for each entry of the answer. */
  readonly maxQueryCost: number;
  /** Operations in one request's JSON array; 0: no arrays. */
  readonly maxBatchSize: number;
  /** Requests of one caller; 0: as many as they like. */
  readonly rateLimitPerMinute: number;
  /** Of all answers of the process that their callers do not read. */
  readonly maxUnsentBytes: number;
  /** Of a request, its URL included. */
  readonly maxHeaderBytes: number;
  /** How long a connection may be idle. */
  readonly keepAliveTimeoutMs: number;
  /** How many proxies add to `X-Forwarded-For`, each the address of its caller; 0: it is not heeded. */
  readonly trustProxy: number;
  /** Names besides those of this machine that a loopback listener answers to. */
  readonly allowedHosts: readonly string[];
  /** By id. Undefined: there is no list. */
  readonly persistedDocuments: ReadonlyMap<string, string> | undefined;
  /** Whether only the documents of the list are answered. */
  readonly persistedDocumentsOnly: boolean;
  /** Where replicas share rate limits. */
  readonly redis: RedisConfig | undefined;
  /** Where a proxy serves the gateway: `/`, or a path with a slash at both ends. */
  readonly publicPath: string;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Origins whose pages may call from a browser, besides the gateway's own. */
  readonly corsOrigins: readonly string[];
  /** The least that is logged. */
  readonly logLevel: LogLevel;
  /** Whether the log names callers as far as they have names. */
  readonly logCaller: LogCaller;
  /** Where metrics alone are served. Undefined: where everything is. */
  readonly metricsPort: number | undefined;
  /** Undefined: there are no traces. */
  readonly traces: TraceSettings | undefined;
  /** How long requests are still taken after the signal to stop, so that balancers can notice. */
  readonly shutdownDelayMs: number;
  /** How long the requests under way then have. */
  readonly shutdownTimeoutMs: number;
  readonly liveFiles: readonly ChangingFile[];
  /** What to tell at the start: settings that can be used and are probably not meant. */
  readonly warnings: readonly string[];
}

/** Settings that cannot be used: the message lists every problem, and never a value. */
export class ConfigError extends Error {
  override name = 'ConfigError' as const;

  constructor(problems: readonly string[]) {
    super(`These settings cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  }
}

/** Reads the settings out of environment variables; throws ConfigError. */
export function parseConfig(env: Environment = process.env): Config {
  const settings = new Settings(env);
  const { problems } = settings;
  const host = settings.host('HOST', '127.0.0.1');
  const proxies = readOutgoingProxies(settings);
  const coder = readUpstream(settings, proxies, 'CODER', 'CODER_TOKEN', {});
  const accountId = settings.credential('BINDPLANE_ACCOUNT_ID')?.value;
  const bindplane = readUpstream(settings, proxies, 'BINDPLANE', 'BINDPLANE_API_KEY', {
    accountId,
  });
  if (accountId !== undefined && !settings.has('BINDPLANE_URL')) {
    problems.push('BINDPLANE_ACCOUNT_ID is set without BINDPLANE_URL.');
  }
  const usesSimulators = !settings.has('CODER_URL') && !settings.has('BINDPLANE_URL');
  const isShared =
    usesSimulators ||
    (settings.has('CODER_URL') && settings.hasSecret('CODER_TOKEN')) ||
    (settings.has('BINDPLANE_URL') && settings.hasSecret('BINDPLANE_API_KEY'));
  const gatewayAuth = readWhoMayCall(settings, proxies, {
    usesSimulators,
    isShared,
    isLoopback: isLoopback(host),
  });
  // Where anybody on this machine may call, nobody is kept from starving the others.
  const rateLimit = isShared && !gatewayAuth ? 0 : 6000;
  const scanBudgetCalls = settings.integer('SCAN_BUDGET_CALLS', 20, { min: 1, max: 1000 });
  const persistedDocuments = settings.textsFromFile('PERSISTED_DOCUMENTS');
  const persistedDocumentsOnly = settings.flag('PERSISTED_DOCUMENTS_ONLY') ?? false;
  if (settings.has('ALLOWED_HOSTS') && !isLoopback(host)) {
    problems.push('ALLOWED_HOSTS is set, but HOST is no loopback address: it would refuse nobody.');
  }
  if (persistedDocumentsOnly && !settings.has('PERSISTED_DOCUMENTS')) {
    problems.push('PERSISTED_DOCUMENTS_ONLY=true needs PERSISTED_DOCUMENTS.');
  }
  const metricsPort = settings.has('METRICS_PORT')
    ? settings.integer('METRICS_PORT', 0, { min: 0, max: 65_535 })
    : undefined;
  const port = settings.integer('PORT', 4000, { min: 0, max: 65_535 });
  if (port !== 0 && port === metricsPort) problems.push('METRICS_PORT and PORT are the same port.');
  const config: Config = {
    host,
    port,
    coder,
    bindplane,
    gatewayAuth,
    allowTestAuditLog: settings.flag('ALLOW_TEST_AUDIT_LOG') ?? !settings.hasSecret('CODER_TOKEN'),
    requestTimeoutMs: settings.integer('REQUEST_TIMEOUT_MS', 30_000, { min: 1, max: 600_000 }),
    upstreamTimeoutMs: settings.integer('UPSTREAM_TIMEOUT_MS', 14_000, { min: 1, max: 600_000 }),
    upstreamRetries: settings.integer('UPSTREAM_RETRIES', 2, { min: 0, max: 5 }),
    upstreamCooldownMs: settings.integer('UPSTREAM_COOLDOWN_MS', 5000, { min: 1, max: 600_000 }),
    coderCalls: readCallLimits(settings, 'CODER', {
      maxCalls: 32,
      maxCallsPerCaller: 8,
      maxAnswerBytes: 16 * 1024 * 1024,
    }),
    bindplaneCalls: readCallLimits(settings, 'BINDPLANE', {
      maxCalls: 16,
      maxCallsPerCaller: 2,
      maxAnswerBytes: 64 * 1024 * 1024,
    }),
    maxWaitingCalls: settings.integer('MAX_WAITING_CALLS', 1000, { min: 1, max: 100_000 }),
    scanBudgetCalls,
    countCap: settings.integer('COUNT_CAP', 2000, { min: 1, max: 1_000_000 }),
    maxBodyBytes: settings.integer('MAX_BODY_BYTES', 102_400, { min: 1, max: 10_485_760 }),
    maxAnswerBytes: settings.integer('MAX_ANSWER_BYTES', 8_388_608, {
      min: 1024,
      max: 268_435_456,
    }),
    maxHeaderBytes: settings.integer('MAX_HEADER_BYTES', 16_384, { min: 1024, max: 1_048_576 }),
    // The largest page that one browser may fetch fits in.
    maxUnsentBytes: settings.integer('MAX_UNSENT_BYTES', 64 * 1024 * 1024, {
      min: 16 * 1024 * 1024,
      max: 4 * 1024 * 1024 * 1024,
    }),
    // Longer than the minute for which balancers hold theirs.
    keepAliveTimeoutMs: settings.integer('KEEP_ALIVE_TIMEOUT_MS', 75_000, {
      min: 1,
      max: 3_600_000,
    }),
    maxQueryDepth: settings.integer('MAX_QUERY_DEPTH', 12, { min: 1, max: 100 }),
    maxRootFields: settings.integer('MAX_ROOT_FIELDS', 25, { min: 1, max: 1000 }),
    maxQuerySelections: settings.integer('MAX_QUERY_SELECTIONS', 5000, { min: 1, max: 100_000 }),
    maxQueryDirectives: settings.integer('MAX_QUERY_DIRECTIVES', 100, { min: 0, max: 10_000 }),
    maxQueryTokens: settings.integer('MAX_QUERY_TOKENS', 4000, { min: 1, max: 20_000 }),
    maxQueryCost: settings.integer('MAX_QUERY_COST', Math.max(2000, 100 * scanBudgetCalls), {
      min: 1,
      max: 1_000_000,
    }),
    maxBatchSize: settings.integer('MAX_BATCH_SIZE', 0, { min: 0, max: 100 }),
    rateLimitPerMinute: settings.integer('RATE_LIMIT_PER_MINUTE', rateLimit, {
      min: 0,
      max: 1_000_000,
    }),
    trustProxy: settings.hops('TRUST_PROXY'),
    allowedHosts: settings.hosts('ALLOWED_HOSTS'),
    persistedDocuments,
    persistedDocumentsOnly,
    redis: readRedis(settings),
    publicPath: settings.path('PUBLIC_PATH', '/'),
    graphiql: settings.flag('GRAPHIQL') ?? (usesSimulators || isLoopback(host)),
    introspection: settings.flag('INTROSPECTION') ?? true,
    corsOrigins: settings.origins('CORS_ORIGINS'),
    logLevel: settings.oneOf('LOG_LEVEL', logLevels) ?? 'info',
    metricsPort,
    logCaller: settings.oneOf('LOG_CALLER', logCallers) ?? 'digest',
    traces: readTraceSettings(settings),
    shutdownDelayMs: settings.integer('SHUTDOWN_DELAY_MS', 0, { min: 0, max: 600_000 }),
    // Kubernetes kills what has not ended after 30 s.
    shutdownTimeoutMs: settings.integer('SHUTDOWN_TIMEOUT_MS', 25_000, { min: 1, max: 600_000 }),
    liveFiles: settings.liveFiles,
    warnings: settings.warnings,
  };
  if (config.requestTimeoutMs < config.upstreamTimeoutMs) {
    settings.warnings.push(
      'REQUEST_TIMEOUT_MS is less than UPSTREAM_TIMEOUT_MS: a slow upstream takes the whole answer with it.',
    );
  }
  for (const [name, meant] of likelyMistakes(env, settings.names)) {
    problems.push(`${name} is no setting: is ${meant} meant?`);
  }
  if (config.maxUnsentBytes < config.maxAnswerBytes) {
    problems.push(
      'MAX_UNSENT_BYTES is below MAX_ANSWER_BYTES: the largest answer could not be sent.',
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** People copy the address of the API as well as that of the server. */
const apiPaths = { CODER: /\/+api\/v2$/, BINDPLANE: /\/+v1$/ };

function readUpstream<More extends object>(
  settings: Settings,
  proxies: OutgoingProxies,
  prefix: 'CODER' | 'BINDPLANE',
  tokenName: string,
  more: More,
): (UpstreamConfig & More) | undefined {
  const urlName = `${prefix}_URL`;
  const url = settings.url(urlName)?.replace(apiPaths[prefix], '');
  if (url?.startsWith('http:') && !isPrivateHost(new URL(url).hostname)) {
    settings.warnings.push(`${urlName} is not https: credentials can be read on their way.`);
  }
  const token = settings.credential(tokenName);
  if (token !== undefined && !settings.has(urlName)) {
    settings.problems.push(`${tokenName} is set without ${urlName}.`);
  }
  const tls = readUpstreamTls(settings, prefix, url);
  const headers = readUpstreamHeaders(settings, prefix);
  if (url === undefined) return undefined;
  return {
    ...more,
    url,
    get token() {
      return token?.value;
    },
    get tls() {
      return tls?.value;
    },
    proxy: proxyFor(url, proxies),
    get headers() {
      return headers?.value;
    },
  };
}

function readRedis(settings: Settings): RedisConfig | undefined {
  const url = settings.redisUrl('REDIS_URL');
  const prefix = settings.prefix('REDIS_PREFIX', 'auditgraph:');
  if (!url) return undefined;
  return {
    get url() {
      return url.value;
    },
    prefix,
  };
}

function readCallLimits(settings: Settings, prefix: string, fallback: CallLimits): CallLimits {
  const range = { min: 1, max: 1000 };
  return {
    maxCalls: settings.integer(`${prefix}_MAX_CALLS`, fallback.maxCalls, range),
    maxCallsPerCaller: settings.integer(
      `${prefix}_MAX_CALLS_PER_CALLER`,
      fallback.maxCallsPerCaller,
      range,
    ),
    maxAnswerBytes: settings.integer(`${prefix}_MAX_ANSWER_BYTES`, fallback.maxAnswerBytes, {
      min: 1024,
      max: 256 * 1024 * 1024,
    }),
  };
}

/** Who may call in shared mode: whom the gateway knows, or anybody on this machine if wanted. */
function readWhoMayCall(
  settings: Settings,
  proxies: OutgoingProxies,
  mode: { usesSimulators: boolean; isShared: boolean; isLoopback: boolean },
): GatewayAuth | undefined {
  const auth = readGatewayAuth(settings, proxies);
  const allowAnonymous = settings.flag('ALLOW_ANONYMOUS');
  const refuse = (problem: string) => void settings.problems.push(problem);
  const [name] = gatewayAuthSettingsIn(settings);
  if (name !== undefined) {
    if (!mode.isShared) {
      refuse(`${name} is set, but callers use their own credential: it would protect nothing.`);
    } else if (allowAnonymous) refuse(`${name} and ALLOW_ANONYMOUS=true exclude each other.`);
  } else if (mode.isShared && !(allowAnonymous ?? mode.usesSimulators)) {
    refuse('GATEWAY_TOKENS is missing: all callers would share the credential of an upstream.');
  } else if (mode.isShared && !mode.isLoopback) {
    refuse('GATEWAY_TOKENS is missing: without it HOST must be a loopback address.');
  }
  const isDemo = settings.flag('DEMO');
  if (isDemo && !mode.usesSimulators) {
    refuse('DEMO=true and an upstream exclude each other.');
  } else if (mode.usesSimulators && !mode.isLoopback && !isDemo) {
    refuse(
      'CODER_URL and BINDPLANE_URL are missing: to show a made-up company on a HOST that is no loopback address, set DEMO=true.',
    );
  }
  return auth;
}

/** What no output may show, as of now. */
export function secretsIn(config: Config): readonly string[] {
  const { coder, bindplane, gatewayAuth, redis, liveFiles } = config;
  return [
    ...liveFiles.flatMap(({ secrets }) => secrets),
    coder?.token,
    bindplane?.token,
    ...secretsOfTokens(gatewayAuth?.tokens ?? []),
    ...secretsOfTokens(gatewayAuth?.readTokens ?? []),
    coder?.tls?.key,
    ...[coder?.proxy, bindplane?.proxy, gatewayAuth?.jwt?.proxy].flatMap((proxy) =>
      proxy === undefined ? [] : secretsOfProxy(proxy),
    ),
    bindplane?.tls?.key,
    redis && new URL(redis.url).password,
  ].filter((secret) => secret !== undefined);
}

/** Whether a shared credential may be used without telling who one is. */
export function allowsAnonymous({ coder, bindplane, gatewayAuth }: Config): boolean {
  return (coder?.token ?? bindplane?.token) !== undefined && gatewayAuth === undefined;
}
