import type { Plugin } from 'graphql-yoga';
import type { Metrics } from '../metrics.ts';
import type { ServerContext } from './server-context.ts';

/** Answers `/metrics`, to anybody: they hold no secret. */
export function useMetrics(metrics: Metrics): Plugin<object, ServerContext> {
  return {
    async onRequest({ endResponse, fetchAPI, serverContext: { req } }) {
      if (req.url?.replace(/\?.*$/s, '') !== '/metrics') return;
      const headers = { 'Content-Type': metrics.contentType };
      endResponse(new fetchAPI.Response(await metrics.render(), { headers }));
    },
  };
}
