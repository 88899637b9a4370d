import type { CallClock } from '../upstream/door/call-clock.ts';
import { CallAbort } from '../upstream/door/call-signal.ts';
import type { Step } from './answer.ts';
import { cutAnswer } from './answers/cut-answer.ts';
import { over } from './exchange.ts';

const tooLate = new DOMException('The request took too long.', 'TimeoutError');

/** How much longer than the request an answer may take to be read. */
const maxReadingMs = 10_000;

/**
 * Gives a request one signal that aborts at its deadline, or when it is answered or given up. What
 * then was not read after as long again, or ten seconds, is cut.
 */
export function limitTime(timeoutMs: number, clock: CallClock): Step {
  const readingMs = Math.min(timeoutMs, maxReadingMs);
  return (exchange) => {
    const signal = new CallAbort();
    let alarm = clock.setAlarm(() => {
      alarm = clock.setAlarm(() => cutAnswer(exchange.res, 'REQUEST_TIMEOUT_MS'), readingMs);
      signal.abort(tooLate);
    }, timeoutMs);
    exchange.res.on('close', () => {
      clock.stopAlarm(alarm);
      signal.abort(over);
    });
    exchange.signal = signal;
    exchange.deadline = clock.now() + timeoutMs;
  };
}
