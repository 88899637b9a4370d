import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import type { PlainResponse } from './support/plain-request.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema();
const echo = 'query Echo($v: Int!) { echo(value: $v) }';
const persistedDocuments = new Map([
  ['echo-1', echo],
  [hashOf(echo), echo],
  ['touch-1', 'mutation Touch { touch }'],
]);

/** Answers any document. */
let open: Gateway;
/** Answers those of the list. */
let strict: Gateway;

beforeAll(async () => {
  open = await startGateway({ schema, config: { persistedDocuments } });
  strict = await startGateway({
    schema,
    config: { persistedDocuments, persistedDocumentsOnly: true },
  });
});

afterAll(async () => {
  await open.close();
  await strict.close();
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function extensionsFor(sha256Hash: string): object {
  return { persistedQuery: { version: 1, sha256Hash } };
}

function post({ url }: Gateway, body: object): Promise<PlainResponse> {
  const headers = { 'Content-Type': 'application/json' };
  return plainRequest(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
}

function get({ url }: Gateway, parameters: Record<string, string>): Promise<PlainResponse> {
  return plainRequest(`${url}/graphql?${new URLSearchParams(parameters)}`);
}

function refusalWith(code: string, message: RegExp): object {
  return { errors: [{ message: expect.stringMatching(message), extensions: { code } }] };
}

describe('a document of the list', () => {
  it('is answered by its id', async () => {
    const variables = { v: 7 };
    const expected = { data: { echo: 7 } };

    for (const gateway of [open, strict]) {
      const byPost = await post(gateway, { documentId: 'echo-1', variables });
      const byGet = await get(gateway, { documentId: 'echo-1', variables: '{"v":7}' });
      const byHash = await post(gateway, { extensions: extensionsFor(hashOf(echo)), variables });

      expect([byPost.body, byGet.body, byHash.body]).toEqual([expected, expected, expected]);
    }
  });

  it('is answered by its text where nothing else is', async () => {
    const { body } = await post(strict, { query: echo, variables: { v: 8 } });

    expect(body).toEqual({ data: { echo: 8 } });
  });

  it('is not executed by GET when it is a mutation', async () => {
    expect((await get(strict, { documentId: 'touch-1' })).status).toBe(405);
    expect((await post(strict, { documentId: 'touch-1' })).body).toEqual({
      data: { touch: 'touched' },
    });
  });

  it.each([
    ['unknown', { documentId: 'echo-2' }, 'PERSISTED_QUERY_NOT_FOUND', /no document/],
    [
      'a name of every object',
      { documentId: 'constructor' },
      'PERSISTED_QUERY_NOT_FOUND',
      /no doc/,
    ],
    ['no text', { documentId: 7 }, 'BAD_USER_INPUT', /`documentId` is a text/],
    ['beside a text', { documentId: 'echo-1', query: echo }, 'BAD_USER_INPUT', /not both/],
  ])('is refused when its id is %s', async (_what, request, code, message) => {
    const { status, body } = await post(open, request);

    expect([status, body]).toEqual([400, refusalWith(code, message)]);
  });
});

describe('automatic persisted queries', () => {
  it('take the text once and its hash from then on', async () => {
    const query = '{ a: echo(value: 1) }';
    const extensions = extensionsFor(hashOf(query));

    const unknown = await post(open, { extensions });
    const registered = await post(open, { query, extensions });
    const known = await post(open, { extensions });
    const knownByGet = await get(open, { extensions: JSON.stringify(extensions) });

    expect([unknown.status, unknown.body]).toEqual([
      200,
      refusalWith('PERSISTED_QUERY_NOT_FOUND', /^PersistedQueryNotFound$/),
    ]);
    expect(registered.body).toEqual({ data: { a: 1 } });
    expect(known.body).toEqual({ data: { a: 1 } });
    expect(knownByGet.body).toEqual({ data: { a: 1 } });
  });

  it('take no text under the hash of another', async () => {
    const extensions = extensionsFor(hashOf('{ b: echo(value: 1) }'));

    const refused = await post(open, { query: '{ echo(value: 2) }', extensions });
    const unknown = await post(open, { extensions });

    expect([refused.status, refused.body]).toEqual([400, refusalWith('BAD_USER_INPUT', /hash/)]);
    expect(unknown.body).toEqual(refusalWith('PERSISTED_QUERY_NOT_FOUND', /PersistedQuery/));
  });

  it('forget the oldest when their texts grow too large', async () => {
    const register = (index: number) => {
      const query = `{ echo(value: ${index}) } #${'x'.repeat(60_000)}`;
      return post(open, { query, extensions: extensionsFor(hashOf(query)) });
    };
    const first = '{ first: echo(value: 1) }';
    await post(open, { query: first, extensions: extensionsFor(hashOf(first)) });

    for (const index of [1, 2, 3, 4]) await register(index);

    const { body } = await post(open, { extensions: extensionsFor(hashOf(first)) });
    expect(body).toEqual(refusalWith('PERSISTED_QUERY_NOT_FOUND', /PersistedQuery/));
  });
});

describe('a gateway that answers its list only', () => {
  it.each<[string, object]>([
    ['another text', { query: '{ __typename }' }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    [
      'a text to be registered',
      { query: '{ __typename }', extensions: extensionsFor(hashOf('{ __typename }')) },
    ],
    ['a text like one of the list', { query: `${echo} ` }],
  ])('refuses %s', async (_what, request) => {
    const { status, body } = await post(strict, request);

    expect([status, body]).toEqual([403, refusalWith('FORBIDDEN', /its list/)]);
  });

  it('knows no hash outside the list', async () => {
    const { body } = await post(strict, { extensions: extensionsFor(hashOf('{ __typename }')) });

    expect(body).toEqual(refusalWith('PERSISTED_QUERY_NOT_FOUND', /PersistedQuery/));
  });
});

it.each<object>([
  {},
  { query: null },
  { query: 7 },
  { query: '' },
  { query: '{ __typename }', extensions: 7 },
  { extensions: { persistedQuery: 7 } },
  { extensions: { persistedQuery: { sha256Hash: 7 } } },
])('a request without a document is refused as ever: %j', async (request) => {
  const { status, body } = await post(open, request);

  expect(status).toBeGreaterThanOrEqual(200);
  expect(body).toMatchObject({
    errors: [{ extensions: { code: expect.stringMatching(/^(BAD_USER_INPUT|GRAPHQL_)/) } }],
  });
});
