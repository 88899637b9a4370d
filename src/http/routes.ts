import type { Step } from './answer.ts';
import { jsonAnswer } from './answer.ts';

/**
 * Answers every path but `/graphql`: health checks, a browser at `/`, and 404. Ready means that new
 * requests are wanted; it says nothing about upstreams.
 */
export function route(isReady: () => boolean): Step {
  return ({ path }) => {
    switch (path) {
      case '/graphql':
        return undefined;
      case '/':
        return { status: 302, headers: { Location: '/graphql' } };
      case '/health/live':
        return jsonAnswer(200, { status: 'live' });
      case '/health/ready':
        return isReady()
          ? jsonAnswer(200, { status: 'ready' })
          : jsonAnswer(503, { status: 'shutting down' });
      default:
        return jsonAnswer(404, {
          errors: [{ message: 'There is nothing here: the API is at /graphql.' }],
        });
    }
  };
}
