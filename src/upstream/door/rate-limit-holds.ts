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
    const before = this.#holds.get(bucket)?.refusals ?? 0;
    const leftMs = this.remaining(bucket);
    // What was under way together is refused together, and counts once.
    const refusals = leftMs > 0 ? before : before + 1;
    const seconds = toldSeconds ?? (leftMs > 0 ? 0 : Math.min(2 ** before, maxUntoldSeconds));
    const ms = Math.max(seconds * 1000, leftMs);
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
