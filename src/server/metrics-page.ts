import type { Metrics } from '../telemetry/metrics.ts';
import type { Step } from './answer.ts';

/** Answers `/metrics`, to anybody: they hold no secret. */
export function showMetrics(metrics: Metrics): Step {
  return ({ path }) =>
    path === '/metrics'
      ? metrics.render().then((body) => ({ status: 200, contentType: metrics.contentType, body }))
      : undefined;
}
