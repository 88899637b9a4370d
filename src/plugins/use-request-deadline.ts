import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './server-context.ts';

const tooLate = new DOMException('The request took too long.', 'TimeoutError');
const over = new DOMException('The request is over.', 'AbortError');

/** Gives a request one signal that aborts at its deadline, or when it is answered or given up. */
export function useRequestDeadline(timeoutMs: number): Plugin<object, ServerContext> {
  return {
    onRequest({ serverContext }) {
      const controller = new AbortController();
      const timer = setTimeout(() => {
        controller.abort(tooLate);
      }, timeoutMs);
      serverContext.res.once('close', () => {
        clearTimeout(timer);
        controller.abort(over);
      });
      serverContext.signal = controller.signal;
      serverContext.deadline = performance.now() + timeoutMs;
    },
  };
}
