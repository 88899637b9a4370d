import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mediaTypeFor } from '../src/server/media-type.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { AnswerBody } from '../src/upstream/json/answer-body.ts';
import { CallAbort } from '../src/upstream/door/call-signal.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway, GatewayOptions } from './support/gateway.ts';
import { longRun } from './support/long-run.ts';
import type { PlainResponse } from './support/plain-request.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';
import { eventually } from './support/eventually.ts';

const schema = createVersionSchema({
  text: { type: GraphQLString, resolve: () => 'é "\u2028" 💡 \ud800' },
  fails: { type: GraphQLString, resolve: () => Promise.reject(new Error('secret')) },
  mustNotFail: {
    type: new GraphQLNonNull(GraphQLString),
    resolve: () => Promise.reject(new Error('secret')),
  },
  // Costs as much as the entries of its pages: see the query of a hundred.
  list: { type: new GraphQLList(GraphQLString), resolve: () => ['a', null, 'ü'] },
});

const queries = [
  '{ __typename }',
  '{ text list }',
  '{ coder }',
  '{ bindplane text }',
  '{ text fails }',
  '{ mustNotFail }',
  'query ($v: Int!) { echo(value: $v) }',
  'query ($v: Int = 5, $on: Boolean = true) { self { echo(value: 1) @include(if: $on) } echo(value: $v) }',
  'query A { text } query B($v: Int!) { echo(value: $v) self { coder } }',
  'mutation { touch }',
  'query A { text } mutation B { touch }',
  '{ self { self { self { self { self { text } } } } } }',
  '{ __schema { types { name fields { name type { name ofType { name fields { name } } } } } } }',
  '{ nothing }',
  '{ text',
  'subscription { text }',
  '',
];

const accepts = [
  undefined,
  '*/*',
  '',
  'application/json',
  'application/graphql-response+json',
  'application/graphql-response+json,application/json;q=0.9',
  'application/json; charset=utf-8, application/graphql-response+json',
  'APPLICATION/JSON ; charset=UTF-8',
  'application/json;charset=latin1, application/graphql-response+json',
  'application/*',
  '*/json',
  'text/html, */*;q=0.1',
  'text/event-stream, application/graphql-response+json',
  'multipart/mixed, application/json',
  'image/png',
  'text/event-stream',
  'application/json/odd',
  'json',
  ',',
];

const values = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  fc.constantFrom(null, {}, { v: 7 }, { v: 'seven' }, { v: 7, on: false }, { on: 'x' }, [], 'v', 7),
);

const bodies = fc.record(
  {
    query: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...queries) },
      fc.constantFrom(null, 7, {}, undefined),
    ),
    operationName: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      fc.constantFrom(null, '', 'A', 'B', 'C', 7, {}),
    ),
    variables: values,
    extensions: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      fc.constantFrom<unknown>(null, {}, { clientLibrary: { name: 'x' } }, [], 'e'),
      fc.constantFrom('HASH', 'other').map((sha256Hash) => ({ persistedQuery: { sha256Hash } })),
    ),
    documentId: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      fc.constantFrom<unknown>(null, 'known', 'unknown', 7),
    ),
    unexpected: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      fc.constantFrom(null, 1),
    ),
  },
  { requiredKeys: ['query'] },
);
type Body = Readonly<Record<string, unknown>>;

const requests = fc.record({
  method: fc.oneof(
    { weight: 15, arbitrary: fc.constant('POST') },
    fc.constantFrom('GET', 'PUT', 'OPTIONS'),
  ),
  body: fc.oneof(
    { weight: 15, arbitrary: bodies },
    fc.array(bodies, { maxLength: 4 }),
    fc.constantFrom<unknown>(null, 7, 'text'),
  ),
  garble: fc.oneof(
    { weight: 20, arbitrary: fc.constant('') },
    fc.constantFrom('{', '\ufeff', '{"'),
  ),
  accept: fc.constantFrom(...accepts),
  contentType: fc.oneof(
    { weight: 15, arbitrary: fc.constant('application/json') },
    fc.constantFrom('application/json; charset=utf-8', 'text/plain', 'Application/JSON', ''),
  ),
  token: fc.oneof(
    { weight: 9, arbitrary: fc.constant('Bearer writer') },
    fc.constantFrom('Bearer reader', 'Bearer nobody', ''),
  ),
  origin: fc.constantFrom(undefined, 'https://app.example.com', 'https://other.example.com'),
});

/** No two texts are equal, so that the first request with one is new to the gateway. */
let texts = 0;
function unseen(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(unseen);
  if (typeof body !== 'object' || body === null) return body;
  const request = body as Body;
  if (typeof request['query'] !== 'string') return request;
  const query = request['query'] === '' ? '' : `${request['query']} # ${(texts += 1)}`;
  const extensions = JSON.stringify(request['extensions'] ?? null);
  const hash = createHash('sha256').update(query).digest('hex');
  return {
    ...request,
    query,
    ...('extensions' in request && { extensions: JSON.parse(extensions.replace('HASH', hash)) }),
  };
}

/** As a GET sends them. */
function parametersOf(body: unknown): string {
  const pairs = Object.entries(body ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(pairs.filter(([, text]) => text !== undefined)).toString();
}

function told({ status, headers, body }: PlainResponse): unknown {
  const { 'x-request-id': id, date: _date, connection: _connection, ...rest } = headers;
  const text = JSON.stringify(body).replaceAll(String(id), 'ID');
  return { status, headers: rest, body: text.replaceAll(/in \d+ s|Seconds":\d+/g, 'later') };
}

let coder: Simulator;

beforeAll(async () => {
  coder = await startVersionServer();
});

afterAll(() => coder.close());

const everything: GatewayOptions = {
  schema,
  config: {
    logLevel: 'info',
    gatewayAuth: { ...authBy(['writer']), readTokens: ['reader'] },
    corsOrigins: ['https://app.example.com'],
    persistedDocuments: new Map([['known', '{ text }']]),
    maxBatchSize: 3,
    rateLimitPerMinute: 1_000_000,
    maxQueryDepth: 5,
    maxQueryCost: 10,
  },
};

describe.each<[string, GatewayOptions]>([
  ['with everything switched on', everything],
  ['for anybody on this machine', { schema, config: { logLevel: 'info', graphiql: false } }],
  [
    'that shows its schema to nobody',
    { schema, config: { logLevel: 'info', introspection: false, graphiql: false } },
  ],
  [
    'that answers listed documents only',
    {
      schema,
      config: {
        logLevel: 'info',
        persistedDocuments: new Map([['known', '{ text }']]),
        persistedDocumentsOnly: true,
      },
    },
  ],
])('a gateway %s', (_name, options) => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway({ ...options, coder: { url: coder.url, token: 'shared' } });
  });

  afterAll(() => gateway.close());

  it('answers a query as it did the first time', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, body, garble, ...rest }) => {
        const sent = unseen(body);
        const json = garble + (JSON.stringify(sent) ?? '');
        const parameters = method === 'GET' ? `?${parametersOf(sent)}` : '';
        const headers = {
          'Content-Type': rest.contentType,
          ...(rest.token !== '' && { Authorization: rest.token }),
          ...(rest.accept !== undefined && { Accept: rest.accept }),
          ...(rest.origin !== undefined && { Origin: rest.origin }),
        };
        const isSent = method === 'POST' || method === 'PUT';
        const ask = (id: string) =>
          plainRequest(`${gateway.url}/graphql${parameters}`, {
            method,
            headers: {
              ...headers,
              'X-Request-Id': id,
              ...(isSent && { 'Content-Length': String(Buffer.byteLength(json)) }),
            },
            ...(isSent && { body: json }),
          });
        const ids = [0, 1, 2].map((index) => `${texts}-${index}`);
        const first = told(await ask(ids[0]!));
        for (const known of operationsIn(sent)) await askPlainly(gateway, known);
        const answers = [first, told(await ask(ids[1]!)), told(await ask(ids[2]!))];

        expect(answers[1]).toEqual(answers[0]);
        expect(answers[2]).toEqual(answers[0]);
        const lines = await Promise.all(ids.map((id) => lineOf(gateway, id)));
        expect(lines[1]).toEqual(lines[0]);
        expect(lines[2]).toEqual(lines[0]);
      }),
      { numRuns: longRun ? 20_000 : 400, seed: 20_261_128 },
    );
  });
});

/** Every operation of a body, asked for as it should be. */
function operationsIn(body: unknown): readonly unknown[] {
  return [body].flat().flatMap((request) => {
    const { query } = (request ?? {}) as { query?: unknown };
    return typeof query === 'string'
      ? [undefined, 'A', 'B'].map((operationName) => ({
          query,
          operationName,
          variables: { v: 1, on: true },
        }))
      : [];
  });
}

function askPlainly({ url }: Gateway, body: unknown): Promise<PlainResponse> {
  return plainRequest(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer writer' },
    body: JSON.stringify(body),
  });
}

/** What is logged of a request, but for when. */
async function lineOf({ log }: Gateway, id: string): Promise<unknown> {
  const line = await eventually(() => {
    const found = log.findLast((each) => each.includes(`"${id}"`) && each.includes('durationMs'));
    expect(found).toBeDefined();
    return found!;
  });
  const { time: _time, requestId: _id, durationMs: _ms, ...rest } = JSON.parse(line) as Body;
  return rest;
}

describe('a limit', () => {
  it('counts what is answered the short way once', async () => {
    const gateway = await startGateway({ schema, config: { rateLimitPerMinute: 4 } });
    const ask = (query: string) =>
      plainRequest(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ query }),
      });

    const statuses: number[] = [];
    for (const query of ['{ text }', '{ text }', '{ fails }', '{ fails }', '{ text }']) {
      statuses.push((await ask(query)).status);
    }

    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    await gateway.close();
  });
});

it('makes no call of an upstream twice when a known query fails', async () => {
  const gateway = await startGateway({ schema, coder: { url: coder.url, token: 'shared' } });
  await gateway.query('{ coder fails }');
  const before = coder.traffic.calls.length;

  const { data, errors } = await gateway.query('{ coder fails }');

  expect(data).toEqual({ coder: 'v1.2.3', fails: null });
  expect(errors).toMatchObject([{ path: ['fails'] }]);
  expect(coder.traffic.calls.length - before).toBe(1);
  await gateway.close();
});

it("lets go of the upstream's answers once a query is answered", async () => {
  const gateway = await startGateway({ schema, coder: { url: coder.url, token: 'shared' } });
  const drop = vi.spyOn(AnswerBody.prototype, 'drop');
  const abort = vi.spyOn(CallAbort.prototype, 'abort');

  await gateway.query('{ coder }');

  expect(drop).toHaveBeenCalledOnce();
  // What was given up beside a part that failed must not read on in what is let go of.
  expect(abort.mock.invocationCallOrder[0]).toBeLessThan(drop.mock.invocationCallOrder[0]!);
  await gateway.close();
  drop.mockRestore();
  abort.mockRestore();
});

it.each([
  ['fetch and curl', '*/*', 'application/json'],
  ['no header', undefined, 'application/json'],
  [
    'Apollo Client',
    'application/graphql-response+json,application/json;q=0.9',
    'application/graphql-response+json',
  ],
  [
    'urql',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'application/graphql-response+json',
  ],
  [
    'graphql-request',
    'application/graphql-response+json, application/json',
    'application/graphql-response+json',
  ],
  ['what only a stream would do for', 'text/event-stream', undefined],
])('knows the media type of %s', (_client, accept, mediaType) => {
  expect(mediaTypeFor(accept)).toBe(mediaType);
});
