/** Until when each bucket of calls is to be left alone. */
export class RateLimitHolds {
  readonly #now: () => number;
  readonly #maxHolds: number;
  readonly #holds = new Map<string, Hold>();

  constructor(now: () => number, maxHolds = 10_000) {
    this.#now = now;
    this.#maxHolds = maxHolds;
  }

  /** Milliseconds; 0: it may be asked. */
  remaining(bucket: string): number {
    const hold = this.#holds.get(bucket);
    return hold ? Math.max(hold.until - this.#now(), 0) : 0;
  }

  /**
   * The upstream told to wait for so long. When it did not tell: a second, and twice as long each
   * time that it refuses after such a wait.
   */
  hold(bucket: string, toldSeconds: number | undefined): void {
    const last = this.#holds.get(bucket);
    const leftMs = this.remaining(bucket);
    const refusals = (last?.refusals ?? 0) + (leftMs > 0 ? 0 : 1);
    const untoldMs = leftMs > 0 ? leftMs : 1000 * Math.min(2 ** (refusals - 1), maxUntoldSeconds);
    const ms = toldSeconds === undefined ? untoldMs : Math.max(toldSeconds * 1000, leftMs);
    this.#holds.delete(bucket);
    this.#holds.set(bucket, { until: this.#now() + ms, refusals });
    if (this.#holds.size > this.#maxHolds) this.#forgetOldest();
  }

  /** It was answered: what was in flight before the hold does not end it. */
  release(bucket: string): void {
    if (this.#holds.size > 0 && this.remaining(bucket) === 0) this.#holds.delete(bucket);
  }

  #forgetOldest(): void {
    const oldest = this.#holds.keys().next().value;
    if (oldest !== undefined) this.#holds.delete(oldest);
  }
}

interface Hold {
  readonly until: number;
  readonly refusals: number;
}

const maxUntoldSeconds = 60;
