import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { plainRequest } from './support/plain-request.ts';
import { rawRequest } from './support/raw-request.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema();

let gateway: Gateway;
let port: string;

beforeAll(async () => {
  gateway = await startGateway({ schema, config: { allowedHosts: ['audit.example.com'] } });
  ({ port } = new URL(gateway.url));
});

afterAll(() => gateway.close());

async function statusFor(host: string, path = '/graphql?query={__typename}'): Promise<number> {
  const { status } = await plainRequest(`${gateway.url}${path}`, { headers: { Host: host } });
  return status;
}

describe('a gateway that listens for its own machine', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    '127.0.0.1',
    '127.8.9.10',
    '[::1]',
    'audit.example.com',
  ])('answers as %s', async (host) => {
    expect(await statusFor(`${host}:${port}`)).toBe(200);
    expect(await statusFor(host)).toBe(200);
  });

  it.each([
    'evil.example.com',
    'localhost.evil.example.com',
    '127.0.0.1.evil.example.com',
    'localhost..',
    '.localhost',
    'audit.example.com.evil.example.com',
    '[::2]',
    '192.0.2.1',
    '0.0.0.0',
  ])('does not answer as %j', async (host) => {
    const { status, body } = await plainRequest(`${gateway.url}/graphql?query={__typename}`, {
      headers: { Host: host },
    });

    expect(status).toBe(421);
    expect(body).toEqual({
      errors: [
        { message: expect.stringMatching(/ALLOWED_HOSTS/), extensions: { code: 'FORBIDDEN' } },
      ],
    });
  });

  it.each(['/', '/metrics', '/graphql'])('shows strangers nothing at %s', async (path) => {
    expect(await statusFor(`evil.example.com:${port}`, path)).toBe(421);
  });
});

it.each([
  'evil.example.com:127.0.0.1',
  'evil.example.com@127.0.0.1',
  'localhost/evil',
  'localhost?evil',
  'localhost#evil',
  ':4000',
  'a b',
  '%zz',
  '[::1',
  'localhost:99999',
])('tells nothing of itself to the host %j', async (host) => {
  const { status, body } = await plainRequest(`${gateway.url}/graphql`, {
    headers: { Host: host },
  });

  expect([status, body]).toEqual([400, '']);
});

it.each(['GET /health/live HTTP/1.0', 'GET /health/ready HTTP/1.1'])(
  'answers %s without a host',
  async (line) => {
    expect(await rawRequest(port, `${line}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 200 .*\{"status":"(live|ready)"\}$/s,
    );
  },
);

it.each(['/health/live', '/health/ready'])('answers %s by any name', async (path) => {
  expect(await statusFor('10.0.3.7:4000', path)).toBe(200);
  expect(await statusFor('probe.example.com', path)).toBe(200);
});

it.each([
  ['HTTP/1.0', 421],
  ['HTTP/1.1', 400],
])('does not answer a query by %s that names no host', async (version, status) => {
  const answer = await rawRequest(port, `GET /graphql ${version}\r\n\r\n`);

  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

it('answers as anything when it listens for other machines', async () => {
  const open = await startGateway({ schema, config: { host: '0.0.0.0' } });
  const url = open.url.replace('0.0.0.0', '127.0.0.1');

  const { status } = await plainRequest(`${url}/graphql?query={__typename}`, {
    headers: { Host: 'audit.example.com' },
  });

  expect(status).toBe(200);
  await open.close();
});
