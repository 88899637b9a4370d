import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../src/config/config.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const both = '{ coder bindplane }';
const ownHeaders = {
  'Coder-Session-Token': 'callers-coder-token',
  'X-Bindplane-Api-Key': 'callers-bindplane-key',
};

let coder: Simulator;
let bindplane: Simulator;
let gateway: Gateway | undefined;

beforeEach(async () => {
  coder = await startVersionServer();
  bindplane = await startVersionServer();
});

afterEach(async () => {
  await gateway?.close();
  await coder.close();
  await bindplane.close();
});

async function start(
  tokens: { coder?: string; bindplane?: string } = {},
  config: Partial<Config> = {},
): Promise<Gateway> {
  gateway = await startGateway({
    schema: createVersionSchema(),
    coder: { url: coder.url, token: tokens.coder },
    bindplane: { url: bindplane.url, token: tokens.bindplane },
    config,
  });
  return gateway;
}

function headersSeenBy({ traffic }: Simulator): string[] {
  return traffic.calls.map(({ headers }) => JSON.stringify(headers));
}

describe('pass-through mode', () => {
  it("sends each of the caller's credentials to its own upstream only", async () => {
    const { query } = await start();

    const { data } = await query(both, {}, { ...ownHeaders, Authorization: 'Bearer unasked-for' });

    expect(data).toEqual({ coder: 'v1.2.3', bindplane: 'v1.2.3' });
    expect(coder.traffic.calls[0]?.headers['coder-session-token']).toBe('callers-coder-token');
    expect(bindplane.traffic.calls[0]?.headers['x-bindplane-api-key']).toBe(
      'callers-bindplane-key',
    );
    expect(headersSeenBy(coder).join()).not.toMatch(/callers-bindplane-key|unasked-for/);
    expect(headersSeenBy(bindplane).join()).not.toMatch(/callers-coder-token|unasked-for/);
  });

  it('refuses only the fields whose credential is missing', async () => {
    const { query } = await start();

    const result = await query(both, {}, { 'X-Bindplane-Api-Key': 'callers-bindplane-key' });

    expect(result).toEqual({
      data: { coder: null, bindplane: 'v1.2.3' },
      errors: [
        {
          message: 'This needs the header Coder-Session-Token.',
          path: ['coder'],
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'UNAUTHENTICATED', upstream: 'CODER' },
        },
      ],
    });
    expect(coder.traffic.calls).toEqual([]);
  });

  it('asks nothing of those who ask no upstream', async () => {
    const { query } = await start();

    const result = await query('{ __typename __schema { queryType { name } } }');

    expect(result).toEqual({
      data: { __typename: 'Query', __schema: { queryType: { name: 'Query' } } },
    });
  });

  it('keeps callers apart that ask at the same time', async () => {
    const { query } = await start();
    const tokens = Array.from({ length: 20 }, (_value, index) => `token-of-caller-${index}`);

    await Promise.all(
      tokens.map((token) => query('{ coder }', {}, { 'Coder-Session-Token': token })),
    );

    const seen = coder.traffic.calls.map(({ headers }) => headers['coder-session-token']);
    expect(new Set(seen)).toEqual(new Set(tokens));
  });

  it.each([
    ['a control character', 'tok\ten'],
    ['a space', 'two words'],
    ['a letter beyond ASCII', 'tokén'],
    ['more than 1024 characters', 'x'.repeat(1025)],
  ])('refuses a credential with %s', async (_what, token) => {
    const { query } = await start();

    const { errors } = await query('{ coder }', {}, { 'Coder-Session-Token': token });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', upstream: 'CODER' });
    expect(coder.traffic.calls).toEqual([]);
  });

  it('reads no credential from the URL or a cookie', async () => {
    const { url } = await start();
    const parameters = new URLSearchParams({
      query: '{ coder }',
      coder_session_token: 'callers-coder-token',
      'Coder-Session-Token': 'callers-coder-token',
    });

    const response = await fetch(`${url}/graphql?${parameters}`, {
      headers: { Cookie: 'coder_session_token=callers-coder-token' },
    });

    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(coder.traffic.calls).toEqual([]);
  });
});

describe('shared mode', () => {
  const tokens = { coder: 'shared-coder-token', bindplane: 'shared-bindplane-key' };

  it('uses the configured credentials for anybody when that is allowed', async () => {
    const { query } = await start(tokens);

    const { data } = await query(both, {}, { Authorization: 'Bearer unasked-for' });

    expect(data).toEqual({ coder: 'v1.2.3', bindplane: 'v1.2.3' });
    expect(coder.traffic.calls[0]?.headers['coder-session-token']).toBe('shared-coder-token');
    expect(bindplane.traffic.calls[0]?.headers['x-bindplane-api-key']).toBe('shared-bindplane-key');
    expect(headersSeenBy(coder).join()).not.toMatch(/unasked-for/);
  });

  it("refuses a caller's own credential instead of ignoring it", async () => {
    const { query } = await start(tokens);

    const result = await query(both, {}, { 'Coder-Session-Token': 'callers-coder-token' });

    expect(result.data).toEqual({ coder: null, bindplane: 'v1.2.3' });
    expect(result.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', upstream: 'CODER' });
    expect(coder.traffic.calls).toEqual([]);
  });

  it('lets in the holders of each gateway token', async () => {
    const { query } = await start(tokens, { gatewayAuth: authBy(['first-token', 'second-token']) });

    for (const authorization of ['Bearer first-token', 'bearer second-token']) {
      const { data } = await query('{ coder }', {}, { Authorization: authorization });
      expect(data).toEqual({ coder: 'v1.2.3' });
    }
    expect(headersSeenBy(coder).join()).not.toMatch(/first-token|second-token/);
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { Authorization: 'Bearer first-tokem' }],
    ['the start of a token', { Authorization: 'Bearer first' }],
    ['an empty token', { Authorization: 'Bearer ' }],
    ['another scheme', { Authorization: 'Basic first-token' }],
    ['two tokens', { Authorization: 'Bearer first-token second-token' }],
    ["an upstream's credential", { 'Coder-Session-Token': 'first-token' }],
  ])('refuses a request whole with %s', async (_what, headers) => {
    const { url } = await start(tokens, { gatewayAuth: authBy(['first-token', 'second-token']) });

    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ __typename }' }),
    });

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="auditgraph"');
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'This gateway needs one of its tokens: Authorization: Bearer <token>.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    expect(coder.traffic.calls).toEqual([]);
  });

  it('shows GraphiQL to a browser that has no token yet', async () => {
    const { url } = await start(tokens, { gatewayAuth: authBy(['first-token']) });

    const response = await fetch(`${url}/graphql`, { headers: { Accept: 'text/html' } });

    expect(response.status).toBe(200);
    expect(await response.text()).not.toMatch(/first-token|shared-coder-token/);
  });
});

it('tells that an upstream is not configured', async () => {
  gateway = await startGateway({ schema: createVersionSchema(), coder: { url: coder.url } });

  const { data, errors } = await gateway.query(
    both,
    {},
    { 'Coder-Session-Token': 'callers-coder-token' },
  );

  expect(data).toEqual({ coder: 'v1.2.3', bindplane: null });
  expect(errors).toEqual([
    expect.objectContaining({
      message: 'Bindplane is not configured in this gateway.',
      extensions: { code: 'UPSTREAM_NOT_CONFIGURED', upstream: 'BINDPLANE' },
    }),
  ]);
});

it('mixes the modes', async () => {
  const { query } = await start(
    { bindplane: 'shared-bindplane-key' },
    { gatewayAuth: authBy(['token']) },
  );
  const headers = { Authorization: 'Bearer token', 'Coder-Session-Token': 'callers-coder-token' };

  const { data } = await query(both, {}, headers);

  expect(data).toEqual({ coder: 'v1.2.3', bindplane: 'v1.2.3' });
  expect(coder.traffic.calls[0]?.headers['coder-session-token']).toBe('callers-coder-token');
  expect(bindplane.traffic.calls[0]?.headers['x-bindplane-api-key']).toBe('shared-bindplane-key');
});
