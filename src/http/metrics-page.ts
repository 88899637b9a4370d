import type { Metrics } from '../metrics.ts';
import type { Step } from './answer.ts';

/** Answers `/metrics`, to anybody: they hold no secret. */
export function showMetrics(metrics: Metrics): Step {
  return ({ path }) => {
    if (path !== '/metrics') return undefined;
    return metrics.render().then((body) => ({
      status: 200,
      headers: { 'Content-Type': metrics.contentType },
      body,
    }));
  };
}
