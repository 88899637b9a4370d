interface Window {
  taken: number;
  /** By `performance.now()`. */
  readonly endsAt: number;
}

/** Counts what callers take, each in windows of one length that begin when it takes something. */
export class RequestWindows {
  readonly #limit: number;
  readonly #seconds: number;
  /** In the order of their ends. */
  readonly #windows = new Map<string, Window>();

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
      window = { taken: 0, endsAt: now + this.#seconds * 1000 };
      this.#windows.set(caller, window);
    }
    window.taken += points;
    return window.taken > this.#limit ? Math.max(Math.ceil((window.endsAt - now) / 1000), 1) : 0;
  }

  #forgetUntil(now: number): void {
    for (const [caller, { endsAt }] of this.#windows) {
      if (endsAt > now) return;
      this.#windows.delete(caller);
    }
  }
}
