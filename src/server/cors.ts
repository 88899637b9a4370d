import { credentialHeaders } from '../upstream/credentials.ts';
import type { Step } from './answer.ts';

const preflightHeaders = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': [
    'Content-Type',
    'Authorization',
    'X-Request-Id',
    ...Object.values(credentialHeaders),
    // What clients add by themselves: a page that may not send one fails before it asks.
    'traceparent',
    'tracestate',
    'baggage',
    'apollographql-client-name',
    'apollographql-client-version',
    'x-apollo-operation-name',
    'apollo-require-preflight',
    'graphql-client-name',
    'graphql-client-version',
  ].join(', '),
  'Access-Control-Max-Age': '600',
};

/** Lets pages of the listed origins call the gateway; no other origin is ever named in an answer. */
export function allowOrigins(origins: readonly string[]): Step {
  return ({ req, headers }) => {
    headers['Vary'] = 'Origin';
    const origin = origins.find((allowed) => allowed === req.headers.origin);
    if (origin === undefined) return undefined;
    headers['Access-Control-Allow-Origin'] = origin;
    headers['Access-Control-Expose-Headers'] = 'X-Request-Id, Retry-After';
    return req.method === 'OPTIONS' ? { status: 204, headers: preflightHeaders } : undefined;
  };
}
