import type { AttemptFailure, CallObserver } from './call-observer.ts';
import { observed } from './upstream-call.ts';
import type { DoorPart, UpstreamCall } from './upstream-call.ts';
import { UpstreamTimeoutError, UpstreamUnavailableError, statusOf } from './upstream-error.ts';

/** Tells the observer of each call that is sent, and sends the headers that it adds. */
export function observeAttempts({ onAttempt }: CallObserver): DoorPart {
  return (next) => {
    if (!onAttempt) return next;
    return async (call) => {
      const { attempt, waitedMs } = call;
      const observer = onAttempt({ ...observed(call), attempt, waitedMs });
      const headers = observer?.headers;
      const start = performance.now();
      const end = (status: number | undefined, failure: AttemptFailure | undefined) =>
        observer?.onEnd?.({ status, failure, durationMs: performance.now() - start });
      try {
        const answer = await next(
          headers ? { ...call, headers: { ...headers, ...call.headers } } : call,
        );
        end(answer.place.status, undefined);
        return answer;
      } catch (error) {
        end(statusOf(error), failureOf(call, error));
        throw error;
      }
    };
  };
}

function failureOf({ signal }: UpstreamCall, error: unknown): AttemptFailure {
  if (signal.aborted) return 'ABORTED';
  if (error instanceof UpstreamTimeoutError) return 'TIMEOUT';
  return error instanceof UpstreamUnavailableError ? 'UNAVAILABLE' : 'BAD_RESPONSE';
}
