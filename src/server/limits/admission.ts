import { isPromise } from '../../graphql/execution/promise-or-value.ts';
import type { PromiseOrValue } from '../../graphql/execution/promise-or-value.ts';
import type { Exchange } from '../exchange.ts';

/** Throws or rejects when a request may not be let in. */
export type Check = (exchange: Exchange) => PromiseOrValue<void>;

/** All checks in turn, without a promise where none of them waits. */
export function createAdmission(checks: readonly Check[]): Check {
  async function finish(checking: Promise<void>, exchange: Exchange, next: number): Promise<void> {
    await checking;
    for (const check of checks.slice(next)) await check(exchange);
  }

  return (exchange) => {
    for (const [index, check] of checks.entries()) {
      const checking = check(exchange);
      if (isPromise(checking)) return finish(checking, exchange, index + 1);
    }
    return undefined;
  };
}
