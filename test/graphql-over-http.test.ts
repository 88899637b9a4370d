import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphiqlExamples } from '../src/server/graphiql/graphiql-examples.ts';
import { auditLog, dana, startAcme } from './support/acme.ts';
import type { Acme } from './support/acme.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway, GatewayOptions } from './support/gateway.ts';

const gatewayToken = 'one-of-the-gateway-tokens';
const origin = 'https://app.example.com';

/** Everything switched on, as behind a public address. */
const inProduction: GatewayOptions = {
  config: {
    gatewayAuth: authBy([gatewayToken]),
    corsOrigins: [origin],
    rateLimitPerMinute: 100_000,
    trustProxy: 1,
    persistedDocuments: new Map([['known', '{ __typename }']]),
    maxBatchSize: 5,
    graphiql: false,
  },
};

/** A credential that everybody on this machine shares, as `npm start` has it. */
const anonymous: GatewayOptions = {
  coder: { url: 'http://127.0.0.1:1', token: 'shared' },
  config: { corsOrigins: [origin] },
};

describe.each([
  ['with its defaults', {}],
  ['with every plugin of production', inProduction],
  ['for anybody on this machine', anonymous],
] satisfies [string, GatewayOptions][])('the server %s', (_name, options) => {
  let gateway: Gateway;
  const audits = serverAudits({
    url: () => `${gateway.url}/graphql`,
    fetchFn: (url: string, init?: RequestInit) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${gatewayToken}`);
      headers.set('origin', origin);
      return fetch(url, { ...init, headers });
    },
  });

  beforeAll(async () => {
    gateway = await startGateway(options);
  });

  afterAll(() => gateway.close());

  it('faces 61 audits', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits)('$id: $name', async ({ fn }) => {
    expect(await fn()).toMatchObject({ status: 'ok' });
  });
});

/** https://graphql.github.io/graphql-over-http/draft/ */
describe('a query by GET', () => {
  let acme: Acme;
  const query = 'query Q($by: AuditUserBy!) { user(by: $by) { username } }';
  const variables = JSON.stringify({ by: { userId: dana.id } });

  beforeAll(async () => {
    acme = await startAcme({ coder: { auditLogs: [auditLog(1)] } });
  });

  afterAll(() => acme.close());

  function get(parameters: Record<string, string>, headers: Record<string, string> = {}) {
    return fetch(`${acme.gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
      headers,
    });
  }

  it('is answered as by POST', async () => {
    const response = await get({ query, variables, operationName: 'Q' });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { user: { username: 'dana' } } });
  });

  it.each([
    [undefined, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    [
      'application/graphql-response+json; charset=utf-8, application/json; charset=utf-8',
      'application/graphql-response+json; charset=utf-8',
    ],
  ])('that accepts %s is answered as %s', async (accept, contentType) => {
    const { headers } = await get({ query, variables }, accept === undefined ? {} : { accept });

    expect(headers.get('content-type')).toBe(contentType);
  });

  it('that accepts nothing we have is refused', async () => {
    const { status } = await get({ query, variables }, { accept: 'image/png' });

    expect(status).toBe(406);
  });

  it.each([
    ['what does not parse', { query: '{' }, 400, 200],
    ['what is not of the schema', { query: '{ nothing }' }, 400, 200],
    ['variables of a wrong type', { query, variables: '{ "by": 5 }' }, 400, 200],
    ['variables that are no JSON', { query, variables: '{' }, 400, 400],
    ['no query', { variables }, 400, 400],
    ['a field that fails', { query: '{ node(id: "nonsense") { id } }' }, 200, 200],
    ['a mutation', { query: 'mutation { generateTestAuditLog { auditLog { id } } }' }, 405, 405],
  ])('with %s has its status for each media type', async (_what, parameters, strict, lenient) => {
    const asResponse = await get(parameters, { accept: 'application/graphql-response+json' });
    const asJson = await get(parameters, { accept: 'application/json' });

    expect([asResponse.status, asJson.status]).toEqual([strict, lenient]);
    expect(await asResponse.json()).toHaveProperty('errors.0.extensions.code');
    expect(await asJson.json()).toHaveProperty('errors.0.message');
  });

  it('can be as long as the longest example', async () => {
    const longest = graphiqlExamples.toSorted((a, b) => b.length - a.length)[0]!;

    const response = await get({ query: longest });

    expect(response.status).toBe(200);
  });
});
