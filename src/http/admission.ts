import type { Exchange } from './exchange.ts';

/** Throws or rejects when a request may not be let in. */
export type Check = (exchange: Exchange) => Promise<void>;

/** Lets a request in, whoever asks first, or rejects with why not. Checked once. */
export function createAdmission(checks: readonly Check[]): Check {
  async function check(exchange: Exchange): Promise<void> {
    for (const each of checks) await each(exchange);
  }

  return (exchange) => (exchange.admission ??= check(exchange));
}
