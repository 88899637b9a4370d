import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BreakerState, CallObserver } from './upstream/call-observer.ts';
import type { PageObserver } from './context.ts';

/** What Prometheus may ask of one process. No label has more than a few dozen values. */
export interface Metrics {
  readonly calls: CallObserver;
  readonly page: PageObserver;
  /** A request has ended. */
  request(request: {
    readonly status: number;
    readonly durationMs: number;
    readonly codes: readonly string[];
  }): void;
  /** In Prometheus' text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const breakerStates: readonly BreakerState[] = ['CLOSED', 'HALF_OPEN', 'OPEN'];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'auditgraph_requests_total',
    help: 'HTTP requests answered, by status.',
    labelNames: ['status'],
    registers,
  });
  const durations = new Histogram({
    name: 'auditgraph_request_duration_seconds',
    help: 'From the first byte of a request to the end of its answer.',
    buckets: seconds,
    registers,
  });
  const errors = new Counter({
    name: 'auditgraph_errors_total',
    help: 'Errors in answers, by code.',
    labelNames: ['code'],
    registers,
  });
  const calls = new Counter({
    name: 'auditgraph_upstream_calls_total',
    help: 'Calls sent to upstreams, by endpoint and status or failure; each retry is one.',
    labelNames: ['upstream', 'endpoint', 'outcome'],
    registers,
  });
  const callDurations = new Histogram({
    name: 'auditgraph_upstream_call_duration_seconds',
    help: 'Calls to upstreams, from sending to the last byte.',
    labelNames: ['upstream', 'endpoint'],
    buckets: seconds,
    registers,
  });
  const retries = new Counter({
    name: 'auditgraph_upstream_retries_total',
    help: 'Calls that were sent again after a fault that passes.',
    labelNames: ['upstream'],
    registers,
  });
  const unsent = new Counter({
    name: 'auditgraph_upstream_calls_unsent_total',
    help: 'Calls that were answered without being sent: shared with one in flight, held back, refused.',
    labelNames: ['upstream', 'reason'],
    registers,
  });
  const breaker = new Gauge({
    name: 'auditgraph_upstream_breaker_state',
    help: "The state of an upstream's breaker: 0 closed, 1 half open, 2 open.",
    labelNames: ['upstream'],
    registers,
  });
  const queue = new Gauge({
    name: 'auditgraph_upstream_calls',
    help: 'Calls in flight, and waiting for their turn.',
    labelNames: ['upstream', 'state'],
    registers,
  });
  const pages = new Counter({
    name: 'auditgraph_pages_total',
    help: 'Pages read, whole or short because their scan budget was spent.',
    labelNames: ['field', 'outcome'],
    registers,
  });

  return {
    calls: {
      onAttempt({ upstream, endpoint, attempt }) {
        if (attempt > 1) retries.inc({ upstream });
        return {
          onEnd({ status, failure, durationMs }) {
            calls.inc({ upstream, endpoint, outcome: failure ?? String(status) });
            callDurations.observe({ upstream, endpoint }, durationMs / 1000);
          },
        };
      },
      onUnsent: ({ upstream }, reason) => unsent.inc({ upstream, reason }),
      onBreaker(upstream, scope, state) {
        if (scope === 'UPSTREAM') breaker.set({ upstream }, breakerStates.indexOf(state));
      },
      onQueue(upstream, { inFlight, waiting }) {
        queue.set({ upstream, state: 'in_flight' }, inFlight);
        queue.set({ upstream, state: 'waiting' }, waiting);
      },
    },
    page: (field, outcome) => pages.inc({ field, outcome }),
    request({ status, durationMs, codes }) {
      requests.inc({ status: String(status) });
      durations.observe(durationMs / 1000);
      for (const code of codes) errors.inc({ code });
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
