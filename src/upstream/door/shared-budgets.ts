import type { IncomingHttpHeaders } from 'node:http';
import { headerOf } from './http-answer.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** What of a budget is kept for callers who have used little of it. */
const keptShare = 1 / 4;
const defaultWindowSeconds = 60;

/**
 * Shares out what an upstream lets several callers ask together, as its answers tell: when little is
 * left, whoever has had more than a fair share is kept back until there is a new budget.
 */
export class SharedBudgets {
  readonly #now: () => number;
  readonly #maxBudgets: number;
  readonly #budgets = new Map<string, Budget>();

  constructor(now: () => number, maxBudgets = 1000) {
    this.#now = now;
    this.#maxBudgets = maxBudgets;
  }

  /** Milliseconds; 0: the caller may ask. */
  remaining(bucket: string, caller: string): number {
    const budget = this.#budgets.get(bucket);
    if (!budget || budget.left > budget.limit * keptShare) return 0;
    const used = budget.used.get(caller) ?? 0;
    // One more share is for whoever has not come yet.
    if (used <= budget.limit / (budget.used.size + 1)) return 0;
    return Math.max(budget.until - this.#now(), 0);
  }

  /** A call was answered with these headers. */
  note(bucket: string, caller: string, headers: IncomingHttpHeaders): void {
    const limit = Number(headerOf(headers, 'x-ratelimit-limit'));
    const left = Number(headerOf(headers, 'x-ratelimit-remaining'));
    if (!(limit > 0 && left >= 0)) return;
    const budget = this.#budgetOf(bucket, limit, headers);
    budget.left = left;
    budget.used.set(caller, (budget.used.get(caller) ?? 0) + 1);
  }

  #budgetOf(bucket: string, limit: number, headers: IncomingHttpHeaders): Budget {
    const known = this.#budgets.get(bucket);
    if (known && known.limit === limit && this.#now() < known.until) return known;
    const seconds = retryAfterSeconds(headers) ?? defaultWindowSeconds;
    const budget = { limit, left: limit, until: this.#now() + seconds * 1000, used: new Map() };
    this.#budgets.delete(bucket);
    this.#budgets.set(bucket, budget);
    if (this.#budgets.size > this.#maxBudgets) {
      this.#budgets.delete(this.#budgets.keys().next().value!);
    }
    return budget;
  }
}

interface Budget {
  readonly limit: number;
  left: number;
  readonly until: number;
  /** Calls of each caller. */
  readonly used: Map<string, number>;
}
