import type { Plugin } from 'graphql-yoga';
import { credentialHeaders } from '../credentials.ts';
import type { ServerContext } from './server-context.ts';

const preflightHeaders = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': [
    'Content-Type',
    'Authorization',
    'X-Request-Id',
    ...Object.values(credentialHeaders),
  ].join(', '),
  'Access-Control-Max-Age': '600',
};

/** Lets pages of the listed origins call the gateway; no other origin is ever named in an answer. */
export function useCors(origins: readonly string[]): Plugin<object, ServerContext> {
  if (origins.length === 0) return {};
  return {
    onRequest(event) {
      const { req, res } = event.serverContext;
      res.appendHeader('Vary', 'Origin');
      const origin = origins.find((allowed) => allowed === req.headers.origin);
      if (origin === undefined) return;
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After');
      if (req.method === 'OPTIONS') {
        event.endResponse(
          new event.fetchAPI.Response(null, { status: 204, headers: { ...preflightHeaders } }),
        );
      }
    },
  };
}
