import type { Plugin } from 'graphql-yoga';
import type { Metrics } from '../metrics.ts';
import type { ServerContext } from './server-context.ts';

/** Answers `/metrics`, to anybody: they hold no secret. */
export function useMetrics(metrics: Metrics): Plugin<object, ServerContext> {
  return {
    async onRequest(event) {
      if (event.serverContext.req.url?.replace(/\?.*$/s, '') !== '/metrics') return;
      const headers = { 'Content-Type': metrics.contentType };
      event.endResponse(new event.fetchAPI.Response(await metrics.render(), { headers }));
    },
  };
}
