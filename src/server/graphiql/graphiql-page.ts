import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Config } from '../../config/config.ts';
import { credentialHeaders } from '../../upstream/credentials.ts';
import { graphiqlExamples } from './graphiql-examples.ts';

type Encoding = 'br' | 'gzip' | 'identity';

export interface GraphiqlPage {
  readonly body: Buffer<ArrayBuffer>;
  readonly encoding: Encoding;
  readonly etag: string;
}

/** The best encoding of the page that an `Accept-Encoding` header allows. */
export function encodingFor(acceptEncoding: string): Encoding {
  const accepted = acceptEncoding
    .toLowerCase()
    .split(',')
    .filter((item) => !/;\s*q=0(\.0*)?\s*$/.test(item))
    .map((item) => item.replace(/;.*$/s, '').trim());
  return (['br', 'gzip'] as const).find((encoding) => accepted.includes(encoding)) ?? 'identity';
}

/** GraphiQL's page is 9 MB: it is made with the first request, and compressed once. */
export function createGraphiqlPage(config: Config): (encoding: Encoding) => Promise<GraphiqlPage> {
  let html: Promise<Buffer<ArrayBuffer>> | undefined;
  const pages = new Map<Encoding, Promise<GraphiqlPage>>();
  return (encoding) => {
    html ??= render(config);
    let page = pages.get(encoding);
    if (!page) {
      page = html.then((whole) => encode(whole, encoding));
      pages.set(encoding, page);
    }
    return page;
  };
}

async function encode(html: Buffer<ArrayBuffer>, encoding: Encoding): Promise<GraphiqlPage> {
  const digest = createHash('sha256').update(html).digest('base64url').slice(0, 22);
  return { body: await encoders[encoding](html), encoding, etag: `"${digest}-${encoding}"` };
}

const brotliQuality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

const encoders: Record<Encoding, (html: Buffer<ArrayBuffer>) => Promise<Buffer<ArrayBuffer>>> = {
  br: (html) => promisify(brotliCompress)(html, brotliQuality),
  gzip: (html) => promisify(gzip)(html),
  identity: (html) => Promise.resolve(html),
};

async function render(config: Config): Promise<Buffer<ArrayBuffer>> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const headers = JSON.stringify(headersToFillIn(config), undefined, 2);
  const page = renderGraphiQL({
    title: 'auditgraph',
    endpoint: `${config.publicPath}graphql`,
    headers,
    defaultHeaders: headers,
    defaultTabs: graphiqlExamples.map((query) => ({ query, headers })),
    defaultEditorToolsVisibility: headers === '{}' ? false : 'headers',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    credentials: 'omit',
  });
  return Buffer.from(page);
}

/** The headers that a caller must send, empty: an empty one counts as not sent. */
function headersToFillIn({ coder, bindplane, gatewayAuth }: Config): Record<string, string> {
  return {
    ...(gatewayAuth ? { Authorization: 'Bearer ' } : {}),
    ...(coder && coder.token === undefined ? { [credentialHeaders.CODER]: '' } : {}),
    ...(bindplane && bindplane.token === undefined ? { [credentialHeaders.BINDPLANE]: '' } : {}),
  };
}
