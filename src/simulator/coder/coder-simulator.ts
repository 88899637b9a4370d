import type { Answer, IncomingCall } from '../exchange.ts';
import { startSimulatorServer } from '../simulator-server.ts';
import type { Simulator } from '../simulator-server.ts';
import { failure, plainText, routeNotFound } from './answers.ts';
import { authenticate, failsCsrfCheck } from './authentication.ts';
import type { StoredToken } from './authentication.ts';
import { CoderDatabase } from './database.ts';
import type { CoderTables } from './database.ts';
import type { Deployment } from './deployment.ts';
import { parseQuery } from './go/url-query.ts';
import type { Values } from './go/url-query.ts';
import { Random } from '../random.ts';
import { RateLimiter } from './rate-limit.ts';
import { isOwner } from './roles.ts';
import { route } from './routes.ts';
import { systemTime } from './timestamp.ts';
import { coderVersion } from './version.ts';
import type { CoderSimulatorVersion, CoderVersion } from './version.ts';

export interface CoderSimulatorOptions extends CoderTables {
  /** Default: 2.35.1, the newest. */
  readonly version?: CoderSimulatorVersion;
  /** Departures from that version, for what only older ones do. */
  readonly behaviour?: Partial<CoderVersion>;
  /** Of ties, ids and whatever else is random. Default: 1. */
  readonly seed?: number;
  /** Token (`<10 characters>-<22 characters>`) to user id, or to user id and expiry. */
  readonly tokens: Readonly<Record<string, string | StoredToken>>;
  /** Per caller and path; negative: no limit and no `X-RateLimit` headers. Default: -1. */
  readonly requestsPerMinute?: number;
  /** RFC 3339 in UTC, at most microseconds. Default: the system's clock. */
  readonly now?: () => string;
  /** Default: 2000. */
  readonly countCap?: number;
  /** Zone of the database session, in which the times of rows are printed. Default: `Z`. */
  readonly databaseZone?: string;
  readonly accessUrl?: string;
  readonly deploymentId?: string;
}

export interface CoderSimulator extends Simulator {
  /** May be changed while the simulator runs. */
  readonly database: CoderDatabase;
}

const apiPath = '/api/v2';
const csrfText =
  'Something is wrong with your CSRF token. Please refresh the page. ' +
  'If this error persists, try clearing your cookies.\n';

/** Starts a Coder server over the rows given; its API is below `/api/v2`. */
export async function startCoderSimulator(options: CoderSimulatorOptions): Promise<CoderSimulator> {
  const random = new Random(options.seed ?? 1);
  const deployment: Deployment = {
    version: { ...coderVersion(options.version ?? '2.35.1'), ...options.behaviour },
    database: new CoderDatabase(options),
    random,
    now: options.now ?? systemTime,
    accessUrl: options.accessUrl ?? 'http://coder.example.com',
    deploymentId: options.deploymentId ?? random.uuid(),
    countCap: options.countCap ?? 2000,
    databaseZone: options.databaseZone ?? 'Z',
  };
  const tokens = new Map(
    Object.entries(options.tokens).map(([token, owner]) => [
      token,
      typeof owner === 'string' ? { userId: owner } : owner,
    ]),
  );
  const { requestsPerMinute = -1 } = options;
  const limiter = requestsPerMinute > 0 ? new RateLimiter(requestsPerMinute) : undefined;

  function answer(call: IncomingCall): Answer {
    const values = parseQuery(call.rawQuery);
    if (failsCsrfCheck(call, values)) return plainText(400, csrfText);
    if (call.path === '/healthz') return plainText(200, 'OK');
    if (call.path !== apiPath && !call.path.startsWith(`${apiPath}/`)) return routeNotFound();
    const limited = limitRate(call, values);
    if (limited?.refusal !== undefined) return limited.refusal;
    const given = route(deployment, tokens, call, call.path.slice(apiPath.length), values);
    return { ...given, headers: { ...limited?.headers, ...given.headers } };
  }

  function limitRate(
    call: IncomingCall,
    values: Values,
  ): { headers?: Answer['headers']; refusal?: Answer } | undefined {
    if (limiter === undefined) return undefined;
    const caller = deployment.version.limitsRatePerUser
      ? authenticate(deployment, tokens, call, values).caller
      : undefined;
    if (caller !== undefined && isTrue(call.headers['x-coder-bypass-ratelimit'])) {
      if (isOwner(caller)) return undefined;
      return {
        refusal: plainText(428, '"X-Coder-Bypass-Ratelimit" provided but user is not owner\n'),
      };
    }
    const { allowed, headers } = limiter.take(
      `${caller?.id ?? call.remoteAddress} ${call.path}`,
      Date.parse(deployment.now()),
    );
    if (allowed) return { headers };
    const refusal = failure(
      429,
      `You've been rate limited for sending more than ${limiter.limit} requests in 1m0s.`,
    );
    return { refusal: { ...refusal, headers: { ...headers, ...refusal.headers } } };
  }

  const simulator = await startSimulatorServer({
    answer: (call) => withServerHeaders(answer(call)),
  });

  function withServerHeaders(given: Answer): Answer {
    return {
      ...given,
      headers: {
        ...given.headers,
        'X-Coder-Request-Id': random.uuid(),
        'X-Coder-Build-Version': deployment.version.build,
        'Set-Cookie': `csrf_token=${random.uuid()}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`,
      },
    };
  }

  return Object.assign(simulator, { database: deployment.database });
}

/** `strconv.ParseBool` */
function isTrue(header: string | string[] | undefined): boolean {
  return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(String(header));
}
