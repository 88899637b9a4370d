export interface BudgetLimits {
  /** Upstream calls that may be spent on scanning, page and count together. @default no limit */
  readonly calls?: number;
  /** When all must be over, in terms of `now`. @default never */
  readonly deadline?: number;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

/** So many times the slowest call so far must fit into the time that is left, or none begins. */
const headroom = 2;

/**
 * What one list of one request may spend, page and count together: calls and time. How near the
 * deadline is "near" follows from how long its calls have been taking.
 */
export class Budget {
  readonly #deadline: number;
  readonly #now: () => number;
  #callsLeft: number;
  #slowestMs = 0;
  #lastMs = 0;
  #hasAnswer = false;

  constructor({ calls = Infinity, deadline = Infinity, now = () => 0 }: BudgetLimits = {}) {
    this.#callsLeft = calls;
    this.#deadline = deadline;
    this.#now = now;
  }

  get callsLeft(): number {
    return this.#callsLeft;
  }

  /** Whether a call was answered: then one that is late ends the reading and does not fail it. */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  /** How long the last answer took. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Whether so many calls more may be made to scan. */
  mayCall(calls = 1): boolean {
    return calls <= this.#callsLeft && this.hasTime();
  }

  /** Whether a call more would end in time; the first is always worth trying. */
  hasTime(): boolean {
    return !this.#hasAnswer || this.#deadline - this.#now() > headroom * this.#slowestMs;
  }

  take(calls: number): void {
    this.#callsLeft -= calls;
  }

  /** Makes a call, and learns how long calls take. */
  async timed<T>(call: () => Promise<T>): Promise<T> {
    const start = this.#now();
    const answer = await call();
    this.#hasAnswer = true;
    this.#lastMs = this.#now() - start;
    this.#slowestMs = Math.max(this.#slowestMs, this.#lastMs);
    return answer;
  }
}
