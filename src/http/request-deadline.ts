import { CallAbort } from '../upstream/call-signal.ts';
import type { Step } from './answer.ts';

const tooLate = new DOMException('The request took too long.', 'TimeoutError');
/** Why calls end whose request is answered. */
export const over = new DOMException('The request is over.', 'AbortError');

/** Gives a request one signal that aborts at its deadline, or when it is answered or given up. */
export function limitTime(timeoutMs: number): Step {
  return (exchange) => {
    const signal = new CallAbort();
    const timer = setTimeout(() => signal.abort(tooLate), timeoutMs);
    exchange.res.on('close', () => {
      clearTimeout(timer);
      signal.abort(over);
    });
    exchange.signal = signal;
    exchange.deadline = performance.now() + timeoutMs;
  };
}
