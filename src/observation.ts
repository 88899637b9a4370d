import { createMetrics, type Metrics } from './metrics.ts';
import { RequestsUnderWay } from './request-facts.ts';
import type { CallTracer } from './tracing.ts';
import type { CallObserver } from './upstream/call-observer.ts';

/** What the process knows of itself: requests under way, metrics, and traces where they are wanted. */
export interface Observation {
  readonly metrics: Metrics;
  readonly requests: RequestsUnderWay;
  readonly tracer: CallTracer | undefined;
  /** To be told of every call to an upstream. */
  readonly calls: CallObserver;
}

export function createObservation(tracer?: CallTracer): Observation {
  const metrics = createMetrics();
  const requests = new RequestsUnderWay();
  return {
    metrics,
    requests,
    tracer,
    calls: {
      ...metrics.calls,
      onAttempt(attempt) {
        const facts = requests.of(attempt.requestId);
        if (facts) facts.upstreamCalls += 1;
        const counted = metrics.calls.onAttempt?.(attempt);
        const traced = tracer?.onAttempt(attempt);
        return {
          ...(traced?.headers && { headers: traced.headers }),
          onEnd(outcome) {
            counted?.onEnd?.(outcome);
            traced?.onEnd?.(outcome);
          },
        };
      },
    },
  };
}
