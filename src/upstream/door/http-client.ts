import { exactJson } from '../json/exact-json.ts';
import type { AnswerBodies } from '../json/answer-body.ts';
import { breakCircuits } from './break-circuits.ts';
import { systemClock } from './call-clock.ts';
import type { CallClock } from './call-clock.ts';
import type { CallObserver } from '../../telemetry/call-observer.ts';
import type { CallSignal } from './call-signal.ts';
import type { CallScope } from './call-scope.ts';
import type { TurnLimits } from './call-turns.ts';
import { openConnections } from './connections.ts';
import { heedRateLimits } from './heed-rate-limits.ts';
import { hideCredentials } from './hide-credentials.ts';
import { exchange } from './http-exchange.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { observeAttempts } from './observe-attempts.ts';
import { retryFaults } from './retry-faults.ts';
import { shareInFlight } from './share-in-flight.ts';
import { takeTurns } from './take-turns.ts';
import type { Tls } from './tls-connector.ts';
import type { DoorPart, Send } from './upstream-call.ts';
import { UpstreamUnauthenticatedError } from './upstream-error.ts';
import { upstreamLabel } from '../../config/upstream-name.ts';
import type { UpstreamName } from '../../config/upstream-name.ts';

export interface HttpClientOptions {
  readonly upstream: UpstreamName;
  /** Trailing slashes do not matter; a path prefix is kept. */
  readonly baseUrl: string;
  /** Asked for each connection. @default what Node trusts */
  readonly tls?: () => Tls | undefined;
  /** The URL of a proxy through which it is asked. */
  readonly proxy?: string | undefined;
  /** Sent with every call besides its own; asked for each call. */
  readonly moreHeaders?: () => Readonly<Record<string, string>> | undefined;
  /** For one whole call, from asking to the last byte. */
  readonly timeoutMs: number;
  /** Default 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Told of every call. */
  readonly observer?: CallObserver | undefined;
  /** How often a GET is sent again. @default 2 */
  readonly retries?: number;
  /** How long it is left alone once it is down. @default 5000 */
  readonly cooldownMs?: number;
  /** How many calls may be in flight at once, and how many wait. @default 32, 8 each, 1000 */
  readonly turns?: TurnLimits;
  /** Whether an answer from 500 on is a failure, and not this upstream's way to refuse. */
  readonly isOutage?: (answer: HttpAnswer) => boolean;
  readonly clock?: CallClock;
}

/**
 * The one door to an upstream's network: a pool of connections that knows no credential, keeps no
 * cookie and follows no redirect. One per process and upstream.
 */
export interface HttpClient {
  readonly upstream: UpstreamName;
  /** The configured URL's path, without a slash at its end; often empty. */
  readonly basePath: string;
  /**
   * Resolves with an answer of any status but 429. Rejects with `UpstreamUnavailableError` (refused,
   * reset, known to be down), `UpstreamRateLimitedError`, `UpstreamTimeoutError`,
   * `UpstreamBadResponseError` (cut, oversize, no HTTP), or the caller's abort reason.
   * Never sends a POST twice.
   */
  send(call: HttpCall, caller: HttpCaller): Promise<HttpAnswer>;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** The path without ids, for metrics: `/users/{id}`. */
  readonly endpoint: string;
  /** Below the configured URL, percent-encoded, without its query. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** On whose behalf calls are made. */
export interface HttpCaller {
  /** Sent with every call. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether headers can carry the credential. */
  readonly isSendable: boolean;
  /** Equal for callers whom the upstream takes for the same. */
  readonly credential: string;
  /** Whose turn a call takes; the credential's when the gateway does not know its callers. */
  readonly caller: string;
  readonly requestId: string;
  readonly signal: CallSignal;
  /** By the client's clock. */
  readonly deadline: number;
  readonly answers: AnswerBodies | undefined;
  readonly onAttempt: CallObserver['onAttempt'] | undefined;
}

/** `credentials`: under the headers that the upstream expects. */
export function callerOf(
  scope: CallScope,
  credentials: Readonly<Record<string, string>>,
): HttpCaller {
  const texts = Object.values(credentials);
  const credential = texts.join('\n');
  const { caller = credential, requestId, signal, deadline = Infinity, answers, onAttempt } = scope;
  return {
    // No spread: members that are added behind one take much longer.
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'auditgraph',
      'x-request-id': requestId,
      ...credentials,
    },
    isSendable: texts.every((text) => /^[\x20-\x7e]+$/.test(text)),
    credential,
    caller,
    requestId,
    signal,
    deadline,
    answers,
    onAttempt,
  };
}

const defaultMaxBodyBytes = 64 * 1024 * 1024;
const maxConnectMs = 5000;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const {
    upstream,
    tls = () => undefined,
    moreHeaders = () => undefined,
    timeoutMs,
    maxBodyBytes = defaultMaxBodyBytes,
    observer = {},
    retries = 2,
    cooldownMs = 5000,
    turns = { maxCalls: 32, maxCallsPerCaller: 8, maxWaiting: 1000 },
    isOutage = () => true,
    clock = systemClock,
  } = options;
  const url = new URL(options.baseUrl);
  const basePath = url.pathname.replace(/\/+$/, '');
  const connections = openConnections({
    origin: url.origin,
    proxy: options.proxy,
    tls,
    timeoutMs: Math.min(timeoutMs, maxConnectMs),
    maxConnections: turns.maxCalls,
  });
  // The order is that in which a call meets them.
  const parts = [
    hideCredentials(() => Object.values(moreHeaders() ?? {})),
    shareInFlight(observer),
    heedRateLimits(observer, clock),
    retryFaults(retries, clock),
    takeTurns(upstream, turns, observer, clock),
    breakCircuits(upstream, { cooldownMs, isOutage }, observer, clock),
    observeAttempts(observer),
  ];
  const send = through(parts, ({ place, target, headers, body, signal }) =>
    exchange(
      connections,
      {
        origin: url.origin,
        method: place.method,
        path: target,
        headers: withMore(headers, moreHeaders()),
        body,
      },
      { place, signal, timeoutMs, maxBodyBytes, clock },
    ),
  );
  return {
    upstream,
    basePath,
    async send({ method, endpoint, path, query, body }, caller) {
      const { headers, credential, requestId, signal, deadline } = caller;
      const place = { upstream, method, path };
      signal.throwIfAborted();
      if (!caller.isSendable) {
        throw new UpstreamUnauthenticatedError(
          `The credential for ${upstreamLabel(upstream)} has characters that no header can carry.`,
          place,
        );
      }
      const search = query?.toString() ?? '';
      const answer = await send({
        place,
        endpoint: `${method} ${endpoint}`,
        target: `${basePath}${path}${search === '' ? '' : `?${search}`}`,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        body: body === undefined ? null : exactJson(body),
        credential,
        caller: caller.caller,
        requestId,
        signal,
        deadline,
        onAttempt: caller.onAttempt,
        attempt: 1,
        waitedMs: 0,
        hasTurn: false,
      });
      caller.answers?.keep(answer.body);
      return answer;
    },
    close: () => connections.destroy(),
  };
}

function withMore(
  headers: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  return more === undefined ? headers : { ...more, ...headers };
}

function through(parts: readonly DoorPart[], send: Send): Send {
  return parts.reduceRight((next, part) => part(next), send);
}
