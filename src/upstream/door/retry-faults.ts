import type { CallClock } from './call-clock.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { DoorPart, UpstreamCall } from './upstream-call.ts';
import { UpstreamUnavailableError } from './upstream-error.ts';

/** Before the first retry, then twice as long, give or take a half. */
const backoffMs = 100;
/** Longer waits, told by `Retry-After`, are the caller's to wait. */
const maxWaitMs = 2000;
/** What takes longer to fail did not fail in passing, and would cost as much again. */
const maxAttemptMs = 2000;
const passingStatuses = new Set([502, 503, 504]);

/**
 * Sends a GET again that was refused, reset before its headers, or answered 502, 503 or 504, while
 * there is time. Nothing else: a POST may have been executed, a slow upstream has enough to do.
 */
export function retryFaults(retries: number, clock: CallClock): DoorPart {
  return (next) => async (call) => {
    if (call.place.method !== 'GET') return next(call);
    for (;;) {
      const start = clock.now();
      let answer: HttpAnswer | undefined;
      let failure: unknown;
      try {
        answer = await next(call);
        if (!passingStatuses.has(answer.place.status)) return answer;
      } catch (error) {
        if (!(error instanceof UpstreamUnavailableError && error.fault)) throw error;
        failure = error;
      }
      const waitMs = waitBefore(call.attempt, answer);
      const tookMs = clock.now() - start - call.waitedMs;
      if (call.attempt > retries || tookMs > maxAttemptMs || !isInTime(call, waitMs)) {
        if (answer) return answer;
        throw failure;
      }
      await clock.pause(waitMs, call.signal);
      call.attempt += 1;
    }
  };

  function waitBefore(attempt: number, answer: HttpAnswer | undefined): number {
    const ms = backoffMs * 2 ** (attempt - 1) * (0.5 + clock.random());
    const toldSeconds = answer && retryAfterSeconds(answer.headers);
    return toldSeconds === undefined ? ms : Math.max(ms, toldSeconds * 1000);
  }

  function isInTime({ deadline }: UpstreamCall, waitMs: number): boolean {
    return waitMs <= maxWaitMs && clock.now() + waitMs < deadline;
  }
}
