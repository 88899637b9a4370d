import { LRUCache } from 'lru-cache';

interface Window {
  taken: number;
  /** By `performance.now()`. */
  readonly endsAt: number;
}

/** One more forgets the caller who has not asked for longest. */
const maxCallers = 50_000;

/** Counts what callers take, each in windows of one length that begin when it takes something. */
export class RequestWindows {
  readonly #limit: number;
  readonly #seconds: number;
  readonly #windows = new LRUCache<string, Window>({ max: maxCallers });

  constructor(limit: number, seconds: number) {
    this.#limit = limit;
    this.#seconds = seconds;
  }

  /** How many seconds the caller has to wait: 0 while it is within the limit. */
  take(caller: string, points: number): number {
    const now = performance.now();
    let window = this.#windows.get(caller);
    if (!window || window.endsAt <= now) {
      window = { taken: 0, endsAt: now + this.#seconds * 1000 };
      this.#windows.set(caller, window);
    }
    window.taken += points;
    return window.taken > this.#limit ? Math.max(Math.ceil((window.endsAt - now) / 1000), 1) : 0;
  }
}
