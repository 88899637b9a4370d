import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema } from './support/version-schema.ts';

const body = '{"query":"{ __typename }"}';
const named = 'query Only { __typename }';
const json = 'application/json';
const strict = 'application/graphql-response+json';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ schema: createVersionSchema(), config: { maxBatchSize: 2 } });
});

afterAll(() => gateway.close());

function post(bytes: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': json, ...headers },
    body: bytes,
  });
}

function get(parameters: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/graphql?${parameters}`, { headers });
}

const refused = (message: string) => ({
  errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
});

describe('a body', () => {
  it('may begin with a byte order mark', async () => {
    expect(await (await post(`\uFEFF${body}`)).json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['utf-8', 'UTF8', '"utf-8"'])('may say that its charset is %s', async (charset) => {
    const response = await post(body, { 'Content-Type': `${json}; charset=${charset}` });

    expect(response.status).toBe(200);
  });

  it.each(['utf-16', '"utf-16le"', 'iso-8859-1', 'utf-8; charset=utf-7', ''])(
    'is refused when it says that its charset is %j',
    async (charset) => {
      const response = await post(body, { 'Content-Type': `${json}; charset=${charset}` });

      expect(response.status).toBe(400);
      expect(await response.json()).toEqual(refused('The request body must be in UTF-8.'));
    },
  );

  it.each<[string, Buffer]>([
    ['another encoding', Buffer.from('{"query":"{ __typename } # é"}', 'latin1')],
    ['UTF-16', Buffer.from(`\uFEFF${body}`, 'utf16le')],
    ['half a character', Buffer.from('{"query":"{ __typename } # \xc3"}', 'latin1')],
    ['a surrogate', Buffer.from('{"query":"{ __typename } # \xed\xa0\x80"}', 'latin1')],
  ])('is refused when its bytes are %s', async (_what, bytes) => {
    const response = await post(new Uint8Array(bytes));

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(refused('The request body is not valid UTF-8.'));
  });

  it.each(['gzip', 'br', 'deflate', 'gzip, identity'])(
    'is refused when it is %s',
    async (coding) => {
      const response = await post(new Uint8Array(gzipSync(body)), { 'Content-Encoding': coding });

      expect([response.status, response.headers.get('accept-encoding')]).toEqual([415, 'identity']);
      expect(await response.json()).toEqual(refused('A request body must not be compressed.'));
    },
  );

  it('may say that it is not compressed', async () => {
    expect((await post(body, { 'Content-Encoding': 'identity' })).status).toBe(200);
  });
});

describe('a URL', () => {
  it('is refused when its bytes are no UTF-8', async () => {
    const response = await get('query={echo(value:1)}%20%23%E9');

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(refused('The URL holds bytes that are not valid UTF-8.'));
  });

  it('may hold characters and signs of percent', async () => {
    expect((await get('query={__typename}%20%23%C3%A9 100%')).status).toBe(200);
  });
});

describe('an empty name of an operation', () => {
  it('is none, by GET and by POST, the first time and later', async () => {
    const answers = [
      await get(`query=${named}&operationName=`),
      await post(JSON.stringify({ query: named, operationName: '' })),
      await post(JSON.stringify({ query: named, operationName: '' })),
    ];

    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toEqual([
        200,
        { data: { __typename: 'Query' } },
      ]);
    }
  });

  it('is none in a batch', async () => {
    const response = await post(JSON.stringify([{ query: named, operationName: '' }]));

    expect(await response.json()).toEqual([{ data: { __typename: 'Query' } }]);
  });
});

describe('an answer', () => {
  it.each([
    [`${json};q=0.5, ${strict};q=0.9`, strict],
    [`${strict};q=0.1, ${json}`, json],
    [`${json};q=0, */*`, strict],
    [`*/*;q=0.1, ${strict}`, strict],
    [`application/*;q=0.2, ${json};q=0.1`, strict],
    [`${strict}; charset="utf-8", ${json};q=0.9`, strict],
    [`text/x; a="b, ${strict}; q=1", ${json}`, json],
    [`text/x; a="\\"", ${strict}`, strict],
    [`text/html;q=0.1, ${json}`, json],
    [`text/html;q=0, ${json};q=0.1`, json],
    [`text/html, ${json};q=0.9`, 'text/html'],
  ])('to who accepts %s is %s', async (accept, type) => {
    const response = await get('query={__typename}', { accept });

    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      `${type}; charset=utf-8`,
    ]);
  });

  it.each([`${json};q=0`, '*/*;q=0', `${json};q=0.0, ${strict};q=0`, `${json}; charset="utf-16"`])(
    'is none to who accepts %s',
    async (accept) => {
      expect((await get('query={__typename}', { accept })).status).toBe(406);
      expect((await post(body, { accept })).status).toBe(406);
    },
  );

  it('is the same by POST, the first time and later', async () => {
    const accept = `${json};q=0.5, ${strict};q=0.9`;
    for (const query of ['{ a: __typename }', '{ a: __typename }']) {
      const { headers } = await post(JSON.stringify({ query }), { accept });
      expect(headers.get('content-type')).toBe(`${strict}; charset=utf-8`);
    }
  });
});
