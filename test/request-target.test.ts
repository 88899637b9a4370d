import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { rawRequest } from './support/raw-request.ts';
import { createVersionSchema } from './support/version-schema.ts';

const body = '{"query":"{ __typename }"}';
const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const json = 'Content-Type: application/json\r\n';

let gateway: Gateway;
let port: string;

beforeAll(async () => {
  gateway = await startGateway({ schema: createVersionSchema() });
  ({ port } = new URL(gateway.url));
});

afterAll(() => gateway.close());

/** Each header on a line of its own. */
function ask(line: string, headers: readonly string[], rest = ''): Promise<string> {
  return rawRequest(port, `${[line, ...headers].join('\r\n')}\r\n\r\n${rest}`);
}

function post(headers: readonly string[], rest: string): Promise<string> {
  return ask('POST /graphql HTTP/1.1', ['Host: localhost', json.trim(), ...headers], rest);
}

describe('a request that two readers may read differently', () => {
  it.each([
    ['another', ['Host: localhost', 'Host: evil.example.com']],
    ['the same', ['Host: localhost', 'Host: localhost']],
    ['an empty', ['Host:', 'Host: localhost']],
    ['a folded', ['Host:', ' localhost']],
  ])('is refused with %s host beside it', async (_what, hosts) => {
    for (const path of ['/graphql?query={__typename}', '/health/live', '/metrics']) {
      expect(await ask(`GET ${path} HTTP/1.1`, hosts)).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  it.each([
    ['gzip, chunked'],
    ['identity, chunked'],
    ['chunked, gzip'],
    ['chunked, chunked'],
    ['identity'],
    [''],
    [',chunked'],
    ['xchunked'],
    ['chunked;q=1'],
    ['\tchunked\t'],
    ['\r\n chunked'],
    ['chunked\r\nTransfer-Encoding: chunked'],
    ['identity\r\nTransfer-Encoding: chunked'],
    ['chunked\r\nContent-Length: 5'],
  ])('is refused with the transfer encoding %j', async (coding) => {
    expect(await post([`Transfer-Encoding: ${coding}`], chunked)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    ['a chunked body', 'HTTP/1.0', ['Transfer-Encoding: chunked']],
    ['a length twice', 'HTTP/1.1', ['Content-Length: 5', 'Content-Length: 5']],
    ['a list of lengths', 'HTTP/1.1', ['Content-Length: 5, 5']],
    ['a signed length', 'HTTP/1.1', ['Content-Length: +5']],
    ['a blank before a colon', 'HTTP/1.1', ['Content-Length : 5']],
    ['a folded header', 'HTTP/1.1', ['X-A: b', ' c']],
    ['a bare line feed', 'HTTP/1.1', ['X-A: b\nX-C: d']],
    ['a bare carriage return', 'HTTP/1.1', ['X-A: b\rX-C: d']],
    ['another version', 'HTTP/2.0', []],
    ['an old version', 'HTTP/0.9', []],
  ])('is refused with %s', async (_what, version, headers) => {
    const answer = await ask(`POST /graphql ${version}`, ['Host: localhost', ...headers], chunked);

    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is answered when there is nothing odd about it', async () => {
    for (const coding of ['chunked', 'CHUNKED']) {
      const answer = await post([`Transfer-Encoding: ${coding}`, 'Connection: close'], chunked);
      expect(answer).toMatch(/^HTTP\/1\.1 200 .*"__typename":"Query"/s);
    }
  });
});

describe('a target in absolute form', () => {
  it.each(['http://localhost', 'HTTP://127.0.0.1:4000', 'https://localhost:443'])(
    'is taken from %s, whatever the host beside it',
    async (origin) => {
      const line = `GET ${origin}/graphql?query={__typename} HTTP/1.1`;
      const answer = await ask(line, ['Host: evil.example.com', 'Connection: close']);

      expect(answer).toMatch(/^HTTP\/1\.1 200 .*"__typename":"Query"/s);
    },
  );

  it('names the host that is checked', async () => {
    const answer = await ask('GET http://evil.example.com/graphql HTTP/1.1', ['Host: localhost']);

    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  });

  it.each(['*', 'http:///graphql', 'http://a@localhost/graphql', 'ftp://localhost/', 'evil:443'])(
    'tells nothing of itself when it is %s',
    async (target) => {
      const answer = await ask(`OPTIONS ${target} HTTP/1.1`, ['Host: localhost']);

      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^{<]*$/);
    },
  );
});

it('answers at /graphql/ as at /graphql', async () => {
  const response = await fetch(`${gateway.url}/graphql/?query={__typename}`);

  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

describe('behind a path prefix', () => {
  let prefixed: Gateway;

  beforeAll(async () => {
    const config = { publicPath: '/ops/audit/' };
    prefixed = await startGateway({ schema: createVersionSchema(), config });
  });

  afterAll(() => prefixed.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${prefixed.url}${path}`, { headers, redirect: 'manual' });

  it.each(['', '/', '/ops/audit', '/ops/audit/'])('leads a browser from %j', async (path) => {
    expect((await get(path)).headers.get('location')).toBe('/ops/audit/graphql');
  });

  it.each(['/graphql', '/ops/audit/graphql', '/ops/audit/graphql/'])(
    'answers at %s, by query and by page',
    async (path) => {
      const answer = await get(`${path}?query={__typename}`);
      const page = await get(path, { Accept: 'text/html' });

      expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
      expect(await page.text()).toContain('"endpoint":"/ops/audit/graphql"');
    },
  );

  it('answers a known query by POST there', async () => {
    for (const path of ['/ops/audit/graphql', '/graphql', '/ops/audit/graphql']) {
      const response = await fetch(`${prefixed.url}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    }
  });

  it.each(['/ops/audit/health/live', '/health/ready', '/ops/audit/metrics'])(
    'has %s in both places',
    async (path) => {
      expect((await get(path)).status).toBe(200);
    },
  );

  it.each(['/ops/auditgraphql', '/ops', '/ops/graphql', '/ops/audit/ops/audit/graphql'])(
    'has nothing at %s',
    async (path) => {
      const response = await get(path);

      expect([response.status, await response.text()]).toEqual([
        404,
        expect.stringContaining('/ops/audit/graphql'),
      ]);
    },
  );
});
