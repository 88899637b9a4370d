import type { Config } from '../../config/config.ts';
import type { Step } from '../answer.ts';
import { prefersPage } from '../media-type.ts';
import { createGraphiqlPage, encodingFor } from './graphiql-page.ts';

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

/** Answers a browser with GraphiQL: a GET that would rather have HTML than JSON. */
export function showGraphiql(config: Config): Step {
  const page = createGraphiqlPage(config);
  return ({ req, headers: common }) => {
    if (req.method !== 'GET') return undefined;
    const { Vary: vary } = common;
    common['Vary'] = [...(vary === undefined ? [] : [vary]), 'Accept, Accept-Encoding'].join(', ');
    if (!prefersPage(req.headers.accept)) return undefined;
    return page(encodingFor(req.headers['accept-encoding']?.toString() ?? '')).then(
      ({ body, encoding, etag }) => {
        const headers = {
          ...pageHeaders,
          ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
          ETag: etag,
        };
        const isKnown = req.headers['if-none-match']?.split(/, */).includes(etag) ?? false;
        return isKnown ? { status: 304, headers } : { status: 200, headers, body };
      },
    );
  };
}
