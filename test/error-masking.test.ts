import {
  GraphQLError,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import type { GraphQLFieldConfig } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../src/schema/context.ts';
import { InvalidArgumentError, ScanLimitError } from '../src/feed/feed-error.ts';
import {
  UpstreamBadResponseError,
  UpstreamForbiddenError,
  UpstreamNotConfiguredError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnauthenticatedError,
  UpstreamUnavailableError,
} from '../src/upstream/door/upstream-error.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema } from './support/version-schema.ts';

const even = new GraphQLScalarType<number, number>({
  name: 'Even',
  parseValue(value) {
    if (typeof value === 'number' && value % 2 === 0) return value;
    throw new TypeError('An even number is needed.');
  },
});

let thrown: unknown;
let gateway: Gateway;

const fails: GraphQLFieldConfig<unknown, Context> = {
  type: GraphQLString,
  args: { even: { type: even } },
  resolve: () => {
    throw thrown;
  },
};

beforeAll(async () => {
  const schema = createVersionSchema({
    fails,
    badValue: { type: GraphQLInt, resolve: () => 'not a number' },
    missing: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
    uncoded: {
      type: GraphQLString,
      resolve: () => {
        throw new GraphQLError('thrown without a code');
      },
    },
    coded: {
      type: GraphQLString,
      resolve: () => {
        const extensions = { code: 'UPSTREAM_BAD_RESPONSE', upstream: 'CODER', written: true };
        throw new GraphQLError('Written but not readable.', { extensions });
      },
    },
  });
  gateway = await startGateway({
    schema,
    config: {
      gatewayAuth: authBy(['gateway-token']),
      coder: { url: 'http://127.0.0.1:1', token: 'ctok' },
    },
  });
});

afterAll(() => gateway.close());

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: 'Bearer gateway-token',
      'X-Request-Id': 'request-1',
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

async function errorsOf(
  body: unknown,
): Promise<readonly { message: string; extensions: object }[]> {
  return ((await (await post(body)).json()) as { errors: [] }).errors;
}

describe('an error of a field', () => {
  const place = { upstream: 'CODER', method: 'GET', path: '/api/v2/audit' } as const;

  it.each<[string, Error, object]>([
    [
      'InvalidArgumentError',
      new InvalidArgumentError('filter.ip', 'm'),
      { code: 'BAD_USER_INPUT', argument: 'filter.ip' },
    ],
    ['ScanLimitError', new ScanLimitError('m'), { code: 'SCAN_LIMIT_REACHED' }],
    [
      'UpstreamNotConfiguredError',
      new UpstreamNotConfiguredError('m', place),
      { code: 'UPSTREAM_NOT_CONFIGURED', upstream: 'CODER' },
    ],
    [
      'UpstreamUnavailableError',
      new UpstreamUnavailableError('m', place),
      { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' },
    ],
    [
      'UpstreamTimeoutError',
      new UpstreamTimeoutError('m', place),
      { code: 'UPSTREAM_TIMEOUT', upstream: 'CODER' },
    ],
    [
      'UpstreamBadResponseError',
      new UpstreamBadResponseError('m', place),
      { code: 'UPSTREAM_BAD_RESPONSE', upstream: 'CODER' },
    ],
    [
      'UpstreamUnauthenticatedError',
      new UpstreamUnauthenticatedError('m', place),
      { code: 'UNAUTHENTICATED', upstream: 'CODER' },
    ],
    [
      'UpstreamForbiddenError',
      new UpstreamForbiddenError('m', place),
      { code: 'FORBIDDEN', upstream: 'CODER' },
    ],
    [
      'UpstreamRateLimitedError',
      new UpstreamRateLimitedError('m', place, 7),
      { code: 'RATE_LIMITED', upstream: 'CODER', retryAfterSeconds: 7 },
    ],
    [
      'UpstreamRateLimitedError without a time',
      new UpstreamRateLimitedError('m', place, undefined),
      { code: 'RATE_LIMITED', upstream: 'CODER' },
    ],
    [
      'UpstreamRejectedError',
      new UpstreamRejectedError('m', place, []),
      { code: 'UPSTREAM_BAD_RESPONSE', upstream: 'CODER' },
    ],
  ])('has the code of %s', async (_name, error, extensions) => {
    thrown = error;

    const response = await post({ query: '{ fails __typename }' });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      data: { fails: null, __typename: 'Query' },
      errors: [{ message: 'm', path: ['fails'], locations: [{ line: 1, column: 3 }], extensions }],
    });
  });

  it('keeps what a resolver says with a code', async () => {
    expect(await errorsOf({ query: '{ coded }' })).toMatchObject([
      {
        message: 'Written but not readable.',
        extensions: { code: 'UPSTREAM_BAD_RESPONSE', upstream: 'CODER', written: true },
      },
    ]);
  });

  it.each<[string, string, unknown]>([
    ['an error', '{ fails }', new Error('connect 10.0.0.1')],
    ['a cause', '{ fails }', new Error('m', { cause: new Error('10.0.0.1') })],
    ['a text', '{ fails }', 'connect 10.0.0.1'],
    ['nothing', '{ fails }', undefined],
    ['many errors', '{ fails }', new AggregateError([new Error('10.0.0.1')], 'm')],
    ['a GraphQLError without a code', '{ uncoded }', undefined],
    ['a value of the wrong type', '{ badValue }', undefined],
    ['null where none may be', '{ missing }', undefined],
  ])('is masked when a resolver throws %s', async (_what, query, error) => {
    thrown = error;

    expect(await errorsOf({ query })).toEqual([
      {
        message: 'Something went wrong in the gateway; its log knows request request-1.',
        path: [query.slice(2, -2)],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' },
      },
    ]);
  });

  it('is logged on one line without secrets when it is masked', async () => {
    thrown = new Error('gateway-token ctok callers-own-key\nsecond line');

    await post({ query: '{ fails }' }, { 'X-Bindplane-Api-Key': 'callers-own-key' });

    const line = gateway.log.at(-1) ?? '';
    expect(line).toMatch(/^.*\n$/);
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      requestId: 'request-1',
      path: 'fails',
      error: expect.stringContaining('[redacted] [redacted] [redacted]\nsecond line'),
    });
    expect(line).not.toMatch(/gateway-token|ctok|callers-own-key/);
  });

  it('is not logged when it was foreseen', async () => {
    thrown = new UpstreamUnavailableError('m', place);
    const before = gateway.log.length;

    await post({ query: '{ fails }' });

    expect(gateway.log.length).toBe(before);
  });
});

describe('an error of the request', () => {
  it.each<[string, object, string, RegExp]>([
    ['a syntax error', { query: '{ ' }, 'GRAPHQL_PARSE_FAILED', /^Syntax Error/],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED', /^Cannot query/],
    ['a wrong literal', { query: '{ echo(value: "a") }' }, 'GRAPHQL_VALIDATION_FAILED', /"a"/],
    [
      'a literal that a scalar refuses',
      { query: '{ fails(even: 3) }' },
      'GRAPHQL_VALIDATION_FAILED',
      /even/,
    ],
    [
      'a wrong variable',
      { query: 'query ($v: Int!) { echo(value: $v) }', variables: { v: 'a' } },
      'BAD_USER_INPUT',
      /\$v/,
    ],
    [
      'a missing variable',
      { query: 'query ($v: Int!) { echo(value: $v) }' },
      'BAD_USER_INPUT',
      /\$v/,
    ],
    [
      'null for a variable',
      { query: 'query ($v: Int!) { echo(value: $v) }', variables: { v: null } },
      'BAD_USER_INPUT',
      /\$v/,
    ],
    [
      'a variable that a scalar refuses',
      { query: 'query ($v: Even) { fails(even: $v) }', variables: { v: 3 } },
      'BAD_USER_INPUT',
      /even number/,
    ],
    [
      'an unknown operation',
      { query: 'query a { __typename }', operationName: 'b' },
      'BAD_USER_INPUT',
      /operation/,
    ],
    [
      'no operation name',
      { query: 'query a { __typename } query b { __typename }' },
      'BAD_USER_INPUT',
      /operation/,
    ],
    ['no query', {}, 'BAD_USER_INPUT', /query/],
    ['a query that is no text', { query: 7 }, 'BAD_USER_INPUT', /string/],
    [
      'variables that are no object',
      { query: '{ __typename }', variables: 7 },
      'BAD_USER_INPUT',
      /variables/,
    ],
    ['an unknown parameter', { query: '{ __typename }', other: 7 }, 'BAD_USER_INPUT', /other/],
    ['a list of requests', [{ query: '{ __typename }' }], 'QUERY_TOO_COMPLEX', /batch of 1/],
  ])('has a code: %s', async (_what, body, code, message) => {
    const accept = { Accept: 'application/graphql-response+json' };

    const response = await post(body, accept);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [
        expect.objectContaining({ message: expect.stringMatching(message), extensions: { code } }),
      ],
    });
  });

  it('tells the first five of many wrong variables, with codes', async () => {
    const names = Array.from({ length: 60 }, (_value, index) => `v${index}`);
    const definitions = names.map((name) => `$${name}: Int!`);
    const fields = names.map((name) => `${name}: echo(value: $${name})`);

    const errors = await errorsOf({
      query: `query (${definitions.join()}) { self { ${fields.join()} } }`,
    });

    expect(errors.map(({ message }) => message)).toEqual([
      ...names
        .slice(0, 5)
        .map((name) => `Variable "$${name}" of required type "Int!" was not provided.`),
      'More is wrong with the variables; the first 5 errors are told.',
    ]);
    expect(errors.filter(({ extensions }) => !('code' in extensions))).toEqual([]);
    expect(errors.at(-1)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('shows the beginning of a long value that is refused', async () => {
    const [error] = await errorsOf({
      query: 'query ($v: Even) { fails(even: $v) }',
      variables: { v: 'x'.repeat(50_000) },
    });

    expect(error?.message).toMatch(/^Variable "\$v" got invalid value "x{100}…"; .*even number/);
    expect(error?.message.length).toBeLessThan(250);
  });
});
