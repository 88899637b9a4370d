import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { plainRequest } from './support/plain-request.ts';
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
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.10', '[::1]', 'audit.example.com'])(
    'answers as %s',
    async (host) => {
      expect(await statusFor(`${host}:${port}`)).toBe(200);
      expect(await statusFor(host)).toBe(200);
    },
  );

  it.each([
    'evil.example.com',
    'localhost.evil.example.com',
    '127.0.0.1.evil.example.com',
    'evil.example.com@127.0.0.1',
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

  it.each(['/', '/health/live', '/graphql'])('shows strangers nothing at %s', async (path) => {
    expect(await statusFor(`evil.example.com:${port}`, path)).toBe(421);
  });
});

it.each(['evil.example.com:127.0.0.1', ':4000', 'a b', '%zz', '[::1', 'localhost:99999'])(
  'tells nothing of itself to the host %j',
  async (host) => {
    const { status, body } = await plainRequest(`${gateway.url}/graphql`, {
      headers: { Host: host },
    });

    expect([status, body]).toEqual([400, '']);
  },
);

it.each(['*', 'http://127.0.0.1/graphql', 'evil.example.com:443'])(
  'tells nothing of itself when asked for %s',
  async (target) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(`OPTIONS ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);

    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^{<]*$/);
  },
);

it('does not answer whoever names no host', async () => {
  const socket = connect(Number(port), '127.0.0.1');
  socket.end('GET /health/live HTTP/1.0\r\n\r\n');

  expect(await text(socket)).toMatch(/^HTTP\/1\.1 421 /);
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
