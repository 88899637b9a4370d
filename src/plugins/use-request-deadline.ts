import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './server-context.ts';

/** Gives a request one signal that aborts at its deadline, or when its caller has gone. */
export function useRequestDeadline(timeoutMs: number): Plugin<object, ServerContext> {
  return {
    onRequest({ serverContext }) {
      const controller = new AbortController();
      const timer = setTimeout(() => {
        controller.abort(new DOMException('The request took too long.', 'TimeoutError'));
      }, timeoutMs);
      serverContext.res.once('close', () => {
        clearTimeout(timer);
        controller.abort();
      });
      serverContext.signal = controller.signal;
    },
  };
}
