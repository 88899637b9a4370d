import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

let coder: Simulator;
let bindplane: Simulator;
let gateway: Gateway;

beforeAll(async () => {
  coder = await startVersionServer();
  bindplane = await startVersionServer();
  gateway = await startGateway({
    schema: createVersionSchema(),
    coder: { url: coder.url, token: 'shared-coder-token' },
    bindplane: { url: bindplane.url, token: 'shared-bindplane-key' },
    config: { corsOrigins: ['https://app.example.com', 'http://localhost:5173'] },
  });
});

afterAll(async () => {
  await gateway.close();
  await coder.close();
  await bindplane.close();
});

function post(query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}${path}`, { headers });
}

describe('the request id', () => {
  it('is made for each request, answered and sent upstream', async () => {
    const response = await post('{ coder bindplane }');

    const id = response.headers.get('x-request-id') ?? '';
    expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(coder.traffic.calls.at(-1)?.headers['x-request-id']).toBe(id);
    expect(bindplane.traffic.calls.at(-1)?.headers['x-request-id']).toBe(id);
  });

  it('is taken from the caller', async () => {
    const response = await get('/health/live', { 'X-Request-Id': 'trace:a.b_c-1' });

    expect(response.headers.get('x-request-id')).toBe('trace:a.b_c-1');
  });

  it.each(['two words', '<script>', 'x'.repeat(129), 'é'])('is made anew for %j', async (id) => {
    const response = await get('/health/live', { 'X-Request-Id': id });

    expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('every answer', () => {
  it.each(['/graphql?query={__typename}', '/health/live', '/nowhere'])(
    'forbids a browser to keep, sniff or frame it: %s',
    async (path) => {
      const { headers } = await get(path);

      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it.each(['https://app.example.com', 'http://localhost:5173'])(
    'lets pages of %s read it',
    async (origin) => {
      const { headers } = await post('{ __typename }', { Origin: origin });

      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('access-control-expose-headers')).toBe('X-Request-Id, Retry-After');
      expect(headers.get('vary')).toMatch(/Origin/);
    },
  );

  it.each(['https://evil.example.com', 'null', 'https://app.example.com.evil.example.com'])(
    'names no origin to pages of %s',
    async (origin) => {
      const answer = await post('{ __typename }', { Origin: origin });
      const preflight = await fetch(`${gateway.url}/graphql`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });

      for (const { headers } of [answer, preflight]) {
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(headers.get('vary')).toMatch(/Origin/);
      }
    },
  );

  it('says beforehand which headers a page may send', async () => {
    const { status, headers } = await fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://app.example.com',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-anything',
      },
    });

    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')).toBe(
      [
        'Content-Type, Authorization, X-Request-Id, Coder-Session-Token, X-Bindplane-Api-Key',
        'traceparent, tracestate, baggage, apollographql-client-name, apollographql-client-version',
        'x-apollo-operation-name, apollo-require-preflight, graphql-client-name, graphql-client-version',
      ].join(', '),
    );
  });
});
