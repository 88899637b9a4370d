import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './server-context.ts';

/** For answers that hold nothing a browser should run, frame, sniff or keep. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export function useSecurityHeaders(): Plugin<object, ServerContext> {
  return {
    onRequest({ serverContext: { res } }) {
      for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    },
  };
}
