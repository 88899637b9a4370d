import type { IncomingHttpHeaders } from 'node:http';
import type { Step } from './answer.ts';
import { refuse } from './refuse.ts';

/**
 * Refuses what pages of other origins make a browser send. Needed where anybody on this machine may
 * call: there a page needs no credential, and a plain GET no preflight. A POST always has one, since
 * it takes JSON only.
 */
export function preventForgery(origins: readonly string[]): Step {
  return (exchange) => {
    const { method, headers } = exchange.req;
    if (!isForeign(method, headers) || origins.includes(headers.origin ?? '')) return undefined;
    return refuse(exchange, 403, {
      code: 'FORBIDDEN',
      message:
        'Pages of other origins may not call this gateway, unless CORS_ORIGINS lists theirs.',
    });
  };
}

function isForeign(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin !== undefined) return !URL.canParse(origin) || new URL(origin).host !== host;
  // Browsers that do not tell the site, or not to this machine, do not tell the origin of a GET.
  return method === 'GET' && (headers['user-agent'] ?? '').startsWith('Mozilla/');
}
