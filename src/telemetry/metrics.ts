import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Config } from '../config/config.ts';
import type { PageObserver } from './page-observer.ts';
import type { AttemptOutcome, BreakerState, CallObserver, CallQueue } from './call-observer.ts';

/** What Prometheus may ask of one process. No label has more than a few dozen values. */
export interface Metrics {
  readonly calls: CallObserver;
  readonly page: PageObserver;
  /** A request to `/graphql` has ended. */
  request(request: {
    readonly status: number;
    readonly durationMs: number;
    readonly codes: readonly string[];
  }): void;
  /** An answer was not read within a limit. */
  answerCut(limit: string): void;
  /** In Prometheus' text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const breakerStates: readonly BreakerState[] = ['CLOSED', 'HALF_OPEN', 'OPEN'];

/** Values of labels that are counted from 0 on, so that a first one is seen to rise. */
export interface KnownLabels {
  readonly errorCodes: readonly string[];
  readonly cutLimits: readonly string[];
}

export function createMetrics(
  { coder, bindplane }: Pick<Config, 'coder' | 'bindplane'>,
  { errorCodes, cutLimits }: KnownLabels,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'auditgraph_request_duration_seconds',
    help: 'Requests to /graphql by status, from their headers to the end of their answer. 499: the caller left.',
    labelNames: ['status'],
    buckets: seconds,
    registers,
  });
  const errors = new Counter({
    name: 'auditgraph_errors_total',
    help: 'Errors in answers, by code.',
    labelNames: ['code'],
    registers,
  });
  const cuts = new Counter({
    name: 'auditgraph_answers_cut_total',
    help: 'Answers whose callers did not read them, by the limit that they went over.',
    labelNames: ['limit'],
    registers,
  });
  const pages = new Counter({
    name: 'auditgraph_pages_total',
    help: 'Pages read: whole, or short because their scan budget was spent.',
    labelNames: ['field', 'outcome'],
    registers,
  });
  const calls = new Histogram({
    name: 'auditgraph_upstream_call_duration_seconds',
    help: 'Calls sent to upstreams by endpoint and status or failure, to the last byte. Each retry is one.',
    labelNames: ['upstream', 'endpoint', 'outcome'],
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
    help: 'Calls that were not sent: shared with one in flight, held back, or refused.',
    labelNames: ['upstream', 'reason'],
    registers,
  });
  const breaker = new Gauge({
    name: 'auditgraph_upstream_breaker_state',
    help: "An upstream's breaker: 0 closed, 1 half open, 2 open.",
    labelNames: ['upstream'],
    registers,
  });
  const queues = new Map<string, CallQueue>();
  const queue = new Gauge({
    name: 'auditgraph_upstream_calls',
    help: 'Calls in flight, and waiting for their turn.',
    labelNames: ['upstream', 'state'],
    registers,
    // Each call changes them three times: they are looked at when somebody asks.
    collect() {
      for (const [upstream, { inFlight, waiting }] of queues) {
        this.set({ upstream, state: 'in_flight' }, inFlight);
        this.set({ upstream, state: 'waiting' }, waiting);
      }
    },
  });
  const upstreams = [...(coder ? ['CODER'] : []), ...(bindplane ? ['BINDPLANE'] : [])];
  // What is there from the start can be alerted on from the first event.
  for (const code of errorCodes) errors.inc({ code }, 0);
  for (const limit of cutLimits) cuts.inc({ limit }, 0);
  for (const upstream of upstreams) {
    retries.inc({ upstream }, 0);
    breaker.set({ upstream }, 0);
    for (const state of ['in_flight', 'waiting']) queue.set({ upstream, state }, 0);
  }

  return {
    calls: {
      onAttempt({ upstream, endpoint, attempt }) {
        if (attempt > 1) retries.inc({ upstream });
        return {
          onEnd(outcome) {
            const labels = { upstream, endpoint, outcome: labelOf(outcome) };
            calls.observe(labels, outcome.durationMs / 1000);
          },
        };
      },
      onUnsent: ({ upstream }, reason) => unsent.inc({ upstream, reason }),
      onBreaker(upstream, scope, state) {
        if (scope === 'UPSTREAM') breaker.set({ upstream }, breakerStates.indexOf(state));
      },
      onQueue: (upstream, counts) => queues.set(upstream, counts),
    },
    page: (field, outcome) => pages.inc({ field, outcome }),
    request({ status, durationMs, codes }) {
      requests.observe({ status: String(status) }, durationMs / 1000);
      for (const code of codes) errors.inc({ code });
    },
    answerCut: (limit) => cuts.inc({ limit }),
    render: async () => `${await registry.metrics()}${await ofProcess().metrics()}`,
    contentType: registry.contentType,
  };
}

const tellingStatuses = new Set([200, 201, 204, 400, 401, 403, 404, 429, 500, 502, 503, 504]);

/** An upstream may make up any status. */
function labelOf({ status, failure }: AttemptOutcome): string {
  if (failure !== undefined || status === undefined) return failure ?? 'UNAVAILABLE';
  return tellingStatuses.has(status) ? String(status) : `${Math.floor(status / 100)}xx`;
}

let processRegistry: Registry | undefined;

/** Memory, CPU, descriptors, event loop: watched once a process, and from the first look on. */
function ofProcess(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}
