import { randomUUID } from 'node:crypto';
import type { Step } from './answer.ts';

/** Takes a sane `X-Request-Id` from the caller or makes one, and answers with it. */
export function takeRequestId(): Step {
  return (exchange) => {
    const given = exchange.req.headers['x-request-id']?.toString() ?? '';
    exchange.requestId = /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    exchange.headers['X-Request-Id'] = exchange.requestId;
  };
}
