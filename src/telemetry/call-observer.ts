import type { UpstreamName } from '../config/upstream-name.ts';

/**
 * How metrics, logs and traces learn of calls to upstreams. Nothing told here is secret or has
 * more than a few values, but for the request id. What it does must be quick and must not throw.
 */
export interface CallObserver {
  /**
   * A call is about to be sent; each try is told. A call that several requests share is the first's.
   */
  readonly onAttempt?: (attempt: CallAttempt) => AttemptObserver | undefined;
  /** A call is answered without being sent. */
  readonly onUnsent?: (call: ObservedCall, reason: UnsentReason) => void;
  /** A breaker has changed: the upstream's own (`UPSTREAM`), or that of one caller. */
  readonly onBreaker?: (upstream: UpstreamName, scope: BreakerScope, state: BreakerState) => void;
  /** The number of calls in flight or waiting for their turn has changed; `queue` keeps up with it. */
  readonly onQueue?: (upstream: UpstreamName, queue: CallQueue) => void;
}

export interface ObservedCall {
  readonly upstream: UpstreamName;
  /** Without ids: `GET /users/{id}`. */
  readonly endpoint: string;
  readonly requestId: string;
}

export interface CallAttempt extends ObservedCall {
  /** 1 for the first; more are retries. */
  readonly attempt: number;
  /** How long it has waited for its turn. */
  readonly waitedMs: number;
}

/** Follows one attempt to its end. */
export interface AttemptObserver {
  /** Sent with it, such as `traceparent`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly onEnd?: (outcome: AttemptOutcome) => void;
}

export interface AttemptOutcome {
  /** Undefined when no status came. */
  readonly status: number | undefined;
  /** Undefined when a whole answer came, of whatever status. */
  readonly failure: AttemptFailure | undefined;
  readonly durationMs: number;
}

/** Refused or reset; too slow; cut, too large or no HTTP; given up by its caller. */
export type AttemptFailure = 'UNAVAILABLE' | 'TIMEOUT' | 'BAD_RESPONSE' | 'ABORTED';

/** One like it is in flight; its upstream told to wait, or is down; too many are waiting. */
type UnsentReason = 'SHARED' | 'RATE_LIMITED' | 'BREAKER_OPEN' | 'QUEUE_FULL';

export type BreakerScope = 'UPSTREAM' | 'CALLER';
/** Half open: one call is tried. */
export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN';

export interface CallQueue {
  readonly inFlight: number;
  readonly waiting: number;
}
