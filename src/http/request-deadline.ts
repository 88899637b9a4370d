import type { Step } from './answer.ts';

const tooLate = new DOMException('The request took too long.', 'TimeoutError');
const over = new DOMException('The request is over.', 'AbortError');

/** How long a request may take. */
export class RequestDeadline {
  /** By `performance.now()`. */
  readonly at: number;
  /** Told of its end, unless that was before. */
  onEnd: (() => void) | undefined;
  #reason: DOMException | undefined;
  #controller: AbortController | undefined;

  constructor(at: number) {
    this.at = at;
  }

  /** Aborts at the deadline, or when the request is answered or given up. Made when asked for. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  end(reason: DOMException): void {
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.onEnd?.();
  }
}

export function limitTime(timeoutMs: number): Step {
  return (exchange) => {
    const deadline = new RequestDeadline(performance.now() + timeoutMs);
    const timer = setTimeout(() => deadline.end(tooLate), timeoutMs);
    exchange.res.once('close', () => {
      clearTimeout(timer);
      deadline.end(over);
    });
    exchange.deadline = deadline;
  };
}
