import type { AttemptFailure, CallObserver } from '../../telemetry/call-observer.ts';
import type { DoorPart, UpstreamCall } from './upstream-call.ts';
import { UpstreamTimeoutError, UpstreamUnavailableError, statusOf } from './upstream-error.ts';

/** Tells the observers, of all calls and of its request, of each call; sends what they add. */
export function observeAttempts({ onAttempt }: CallObserver): DoorPart {
  return (next) => async (call) => {
    const { place, endpoint, requestId, attempt, waitedMs } = call;
    const told = { upstream: place.upstream, endpoint, requestId, attempt, waitedMs };
    const ofAll = onAttempt?.(told);
    const ofRequest = call.onAttempt?.(told);
    const sent =
      ofAll?.headers || ofRequest?.headers
        ? { ...call, headers: { ...ofAll?.headers, ...ofRequest?.headers, ...call.headers } }
        : call;
    const start = performance.now();
    const end = (status: number | undefined, failure: AttemptFailure | undefined) => {
      const outcome = { status, failure, durationMs: performance.now() - start };
      ofAll?.onEnd?.(outcome);
      ofRequest?.onEnd?.(outcome);
    };
    try {
      const answer = await next(sent);
      end(answer.place.status, undefined);
      return answer;
    } catch (error) {
      end(statusOf(error), failureOf(call, error));
      throw error;
    }
  };
}

function failureOf({ signal }: UpstreamCall, error: unknown): AttemptFailure {
  if (signal.aborted) return 'ABORTED';
  if (error instanceof UpstreamTimeoutError) return 'TIMEOUT';
  return error instanceof UpstreamUnavailableError ? 'UNAVAILABLE' : 'BAD_RESPONSE';
}
