import { Breaker } from './breaker.ts';
import type { CallClock } from './call-clock.ts';
import type { BreakerScope, CallObserver } from '../../telemetry/call-observer.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { observed } from './upstream-call.ts';
import type { DoorPart, UpstreamCall } from './upstream-call.ts';
import { UpstreamTimeoutError, UpstreamUnavailableError } from './upstream-error.ts';
import { upstreamLabel } from '../../config/upstream-name.ts';
import type { UpstreamName } from '../../config/upstream-name.ts';

export interface CircuitOptions {
  /** How long an upstream that is down is left alone before a call is tried. */
  readonly cooldownMs: number;
  /** Whether an answer from 500 on tells of a failure of the upstream, and not of this call. */
  readonly isOutage: (answer: HttpAnswer) => boolean;
}

const failures = 5;
const silenceMs = 1000;
const maxCallers = 10_000;
/** What a proxy says when nobody is behind it. */
const absentStatuses = new Set([502, 503]);

/**
 * Lets calls fail at once while their upstream is down. What no caller can bring about (nobody
 * listens, 502, 503) closes it to all; what a heavy or odd query can (a timeout, a reset, 500, 504)
 * only to its own caller, so that nobody can keep the others out.
 */
export function breakCircuits(
  upstream: UpstreamName,
  { cooldownMs, isOutage }: CircuitOptions,
  { onBreaker, onUnsent }: CallObserver,
  clock: CallClock,
): DoorPart {
  const now = () => clock.now();
  const createBreaker = (scope: BreakerScope) =>
    new Breaker<UpstreamCall>({
      failures,
      silenceMs,
      cooldownMs,
      now,
      onChange: onBreaker && ((state) => onBreaker(upstream, scope, state)),
    });
  const whole = createBreaker('UPSTREAM');
  /** Only of callers whose last call failed. */
  const own = new Map<string, Breaker<UpstreamCall>>();

  return (next) => async (call) => {
    admit(call, own.get(call.caller));
    const startedAt = now();
    try {
      const answer = await next(call);
      report(call, startedAt, answer.place.status < 500 ? 'WELL' : verdictOnOutage(answer));
      return answer;
    } catch (error) {
      report(call, startedAt, call.signal.aborted ? 'UNKNOWN' : verdictOnFailure(error));
      throw error;
    }
  };

  function admit(call: UpstreamCall, breaker: Breaker<UpstreamCall> | undefined): void {
    const isAdmitted = breaker?.admit(call) ?? true;
    if (isAdmitted && whole.admit(call)) return;
    if (isAdmitted) breaker?.ended(call);
    onUnsent?.(observed(call), 'BREAKER_OPEN');
    const seconds = Math.max(Math.ceil((isAdmitted ? whole : breaker!).restMs / 1000), 1);
    throw new UpstreamUnavailableError(
      `${upstreamLabel(upstream)} has failed repeatedly and is asked again in ${seconds} s.`,
      call.place,
    );
  }

  function report(call: UpstreamCall, startedAt: number, verdict: Verdict): void {
    if (verdict === 'WELL') {
      whole.succeeded();
      if (own.size > 0) forgive(call.caller);
    } else if (verdict === 'CALLER') {
      whole.ended(call);
      blame(call, startedAt);
    } else {
      if (verdict === 'UPSTREAM') whole.failed(call, startedAt);
      else whole.ended(call);
      own.get(call.caller)?.ended(call);
    }
  }

  function blame(call: UpstreamCall, startedAt: number): void {
    let breaker = own.get(call.caller);
    if (!breaker) {
      breaker = createBreaker('CALLER');
      own.set(call.caller, breaker);
      if (own.size > maxCallers) forgive(own.keys().next().value!);
    }
    breaker.failed(call, startedAt);
  }

  function forgive(caller: string): void {
    own.get(caller)?.succeeded();
    own.delete(caller);
  }

  function verdictOnOutage(answer: HttpAnswer): Verdict {
    if (absentStatuses.has(answer.place.status)) return 'UPSTREAM';
    return isOutage(answer) ? 'CALLER' : 'WELL';
  }
}

/** Whom a failure counts against, if it is one. */
type Verdict = 'WELL' | 'UNKNOWN' | BreakerScope;

function verdictOnFailure(error: unknown): Verdict {
  if (error instanceof UpstreamTimeoutError) return 'CALLER';
  if (!(error instanceof UpstreamUnavailableError)) return 'WELL';
  return error.fault === 'UNREACHABLE' ? 'UPSTREAM' : 'CALLER';
}
