import type { CallClock } from '../upstream/call-clock.ts';
import { CallAbort } from '../upstream/call-signal.ts';
import type { Step } from './answer.ts';

const tooLate = new DOMException('The request took too long.', 'TimeoutError');
/** Why calls end whose request is answered. */
export const over = new DOMException('The request is over.', 'AbortError');

/** Gives a request one signal that aborts at its deadline, or when it is answered or given up. */
export function limitTime(timeoutMs: number, clock: CallClock): Step {
  return (exchange) => {
    const signal = new CallAbort();
    const alarm = clock.setAlarm(() => signal.abort(tooLate), timeoutMs);
    exchange.res.on('close', () => {
      clock.stopAlarm(alarm);
      signal.abort(over);
    });
    exchange.signal = signal;
    exchange.deadline = clock.now() + timeoutMs;
  };
}
