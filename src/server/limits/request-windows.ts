interface Window {
  readonly caller: string;
  taken: number;
  /** By `performance.now()`. */
  readonly endsAt: number;
}

/** Counts what callers take, each in windows of one length that begin when it takes something. */
export class RequestWindows {
  readonly #limit: number;
  readonly #seconds: number;
  readonly #windows = new Map<string, Window>();
  /** In the order of their ends, from `#oldest` on. A map would be searched from its first hole. */
  #queue: Window[] = [];
  #oldest = 0;

  constructor(limit: number, seconds: number) {
    this.#limit = limit;
    this.#seconds = seconds;
  }

  /** How many seconds the caller has to wait: 0 while it is within the limit. */
  take(caller: string, points: number): number {
    const now = performance.now();
    this.#forgetUntil(now);
    let window = this.#windows.get(caller);
    if (!window) {
      window = { caller, taken: 0, endsAt: now + this.#seconds * 1000 };
      this.#windows.set(caller, window);
      this.#queue.push(window);
    }
    window.taken += points;
    return window.taken > this.#limit ? Math.max(Math.ceil((window.endsAt - now) / 1000), 1) : 0;
  }

  #forgetUntil(now: number): void {
    for (; this.#oldest < this.#queue.length; this.#oldest += 1) {
      const { caller, endsAt } = this.#queue[this.#oldest]!;
      if (endsAt > now) break;
      this.#windows.delete(caller);
    }
    if (this.#oldest > 1000 && this.#oldest > this.#queue.length / 2) {
      this.#queue = this.#queue.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}
