import { isPromise } from '../../graphql/execution/promise-or-value.ts';
import type { PromiseOrValue } from '../../graphql/execution/promise-or-value.ts';
import type { Exchange } from '../exchange.ts';

/** Throws or rejects when a request may not be let in. */
export type Check = (exchange: Exchange) => PromiseOrValue<void>;

/** Lets a request in, whoever asks first, or rejects with why not. Checked once. */
export type Admit = (exchange: Exchange) => PromiseOrValue<'admitted'>;

export function createAdmission(checks: readonly Check[]): Admit {
  function check(exchange: Exchange): PromiseOrValue<'admitted'> {
    for (const [index, each] of checks.entries()) {
      const checking = each(exchange);
      if (isPromise(checking)) return finish(exchange, checking, checks.slice(index + 1));
    }
    return 'admitted';
  }

  async function finish(
    exchange: Exchange,
    checking: Promise<void>,
    rest: readonly Check[],
  ): Promise<'admitted'> {
    await checking;
    for (const each of rest) await each(exchange);
    return 'admitted';
  }

  return (exchange) => {
    try {
      return (exchange.admission ??= check(exchange));
    } catch (error) {
      return (exchange.admission = Promise.reject(error));
    }
  };
}
