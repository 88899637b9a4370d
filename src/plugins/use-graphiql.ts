import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { createGraphiqlPage, encodingFor } from './graphiql-page.ts';
import type { ServerContext } from './server-context.ts';

/** All of GraphiQL is inside its page: it asks no other host, and may not. */
const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'unsafe-inline'",
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** Answers a browser with GraphiQL: a GET that accepts HTML. */
export function useGraphiql(config: Config): Plugin<object, ServerContext> {
  const page = createGraphiqlPage(config);
  return {
    onRequest(event) {
      const { req, res } = event.serverContext;
      if (req.method !== 'GET') return undefined;
      res.appendHeader('Vary', 'Accept, Accept-Encoding');
      if (!req.headers.accept?.includes('text/html')) return undefined;
      return page(encodingFor(req.headers['accept-encoding']?.toString() ?? '')).then(
        ({ body, encoding, etag }) => {
          const headers = {
            ...pageHeaders,
            ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
            ETag: etag,
          };
          const isKnown = req.headers['if-none-match']?.split(/, */).includes(etag) ?? false;
          event.endResponse(
            new event.fetchAPI.Response(isKnown ? null : body, {
              status: isKnown ? 304 : 200,
              headers,
            }),
          );
        },
      );
    },
  };
}
