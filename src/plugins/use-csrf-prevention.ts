import type { IncomingHttpHeaders } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import { refuse } from './refuse.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Refuses what pages of other origins make a browser send. Needed where anybody on this machine may
 * call: there a page needs no credential, and a plain GET no preflight. A POST always has one, since
 * it takes JSON only.
 */
export function useCsrfPrevention(origins: readonly string[]): Plugin<object, ServerContext> {
  return {
    onRequest(event) {
      const { method, headers } = event.serverContext.req;
      if (!isForeign(method, headers) || origins.includes(headers.origin ?? '')) return;
      refuse(event, 403, {
        code: 'FORBIDDEN',
        message:
          'Pages of other origins may not call this gateway, unless CORS_ORIGINS lists theirs.',
      });
    },
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
