import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './server-context.ts';

/**
 * Answers every path but `/graphql`: health checks, a browser at `/`, and 404. Ready means that new
 * requests are wanted; it says nothing about upstreams.
 */
export function useRoutes(isReady: () => boolean): Plugin<object, ServerContext> {
  return {
    onRequest(event) {
      const { Response } = event.fetchAPI;
      switch (event.serverContext.req.url?.replace(/\?.*$/s, '')) {
        case '/graphql':
          return;
        case '/':
          event.endResponse(new Response(null, { status: 302, headers: { Location: '/graphql' } }));
          return;
        case '/health/live':
          event.endResponse(Response.json({ status: 'live' }));
          return;
        case '/health/ready':
          event.endResponse(
            isReady()
              ? Response.json({ status: 'ready' })
              : Response.json({ status: 'shutting down' }, { status: 503 }),
          );
          return;
        default:
          event.endResponse(
            Response.json(
              { errors: [{ message: 'There is nothing here: the API is at /graphql.' }] },
              { status: 404 },
            ),
          );
      }
    },
  };
}
