import type { IncomingHttpHeaders } from 'node:http';
import { headerOf } from './http-answer.ts';

const maxSeconds = 3600;

/** Whole seconds from 1 to an hour: the sooner of `Retry-After` and `X-RateLimit-Reset`. */
export function retryAfterSeconds(headers: IncomingHttpHeaders): number | undefined {
  const now = (Date.parse(headerOf(headers, 'date') ?? '') || Date.now()) / 1000;
  const retryAfter = headerOf(headers, 'retry-after')?.trim() ?? '';
  const waits = [
    /^\d+$/.test(retryAfter) ? Number(retryAfter) : Date.parse(retryAfter) / 1000 - now,
    Number(headerOf(headers, 'x-ratelimit-reset')) - now,
  ].filter((seconds) => seconds >= 0);
  if (waits.length === 0) return undefined;
  return Math.min(Math.max(Math.ceil(Math.min(...waits)), 1), maxSeconds);
}
