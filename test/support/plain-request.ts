import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { json, text } from 'node:stream/consumers';

export interface PlainResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A request with exactly these headers, also those that `fetch` keeps to itself. */
export async function plainRequest(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): Promise<PlainResponse> {
  const { method = 'GET', headers = {}, body } = options;
  const req = request(url, { method, headers, agent: false });
  req.end(body);
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  const isJson = res.headers['content-type']?.includes('json') ?? false;
  const { statusCode: status = 0, headers: received } = res;
  return { status, headers: received, body: await (isJson ? json(res) : text(res)) };
}
