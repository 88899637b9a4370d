import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../src/config/config.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway, GatewayOptions } from './support/gateway.ts';
import type { PlainResponse } from './support/plain-request.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema();
/** Nothing listens there: these tests ask for no field of an upstream. */
const nowhere = { url: 'http://127.0.0.1:9' };

const started: Gateway[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.close()));
});

async function start(config: Partial<Config>, options: GatewayOptions = {}): Promise<Gateway> {
  const gateway = await startGateway({ schema, config, ...options });
  started.push(gateway);
  return gateway;
}

function ask(
  { url }: Gateway,
  headers: Record<string, string> = {},
  body = '{"query":"{ __typename }"}',
): Promise<PlainResponse> {
  return plainRequest(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
}

function madeUp(index: number): Record<string, string> {
  return { 'Coder-Session-Token': `token-${index}` };
}

function firstWithKeys(index: number): Record<string, string> {
  return { Authorization: 'Bearer first', 'X-Bindplane-Api-Key': `key-${index}` };
}

/** The statuses of so many requests, one after another. */
async function statuses(
  gateway: Gateway,
  count: number,
  headers: (index: number) => Record<string, string> = () => ({}),
): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index += 1) {
    all.push((await ask(gateway, headers(index))).status);
  }
  return all;
}

describe('a caller over the limit', () => {
  it('is told when to ask again', async () => {
    const gateway = await start({ rateLimitPerMinute: 2 });
    await statuses(gateway, 2);

    const { status, headers, body } = await ask(gateway);

    const seconds = Number(headers['retry-after']);
    expect(status).toBe(429);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(body).toEqual({
      errors: [
        {
          message: `A caller may ask 2 times in a minute (RATE_LIMIT_PER_MINUTE): ask again in ${seconds} s.`,
          extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
        },
      ],
    });
  });

  it('still gets health, GraphiQL and preflights', async () => {
    const gateway = await start({
      rateLimitPerMinute: 1,
      corsOrigins: ['https://app.example.com'],
    });
    await statuses(gateway, 2);

    const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      plainRequest(`${gateway.url}${path}`, { method, headers });

    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
    expect((await get('/graphql', { Accept: 'text/html' })).status).toBe(200);
    const preflight = await get('/graphql', { Origin: 'https://app.example.com' }, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect((await get('/graphql?query={__typename}')).status).toBe(429);
  });

  it('is known by its own credential where that is passed through', async () => {
    const gateway = await start({ rateLimitPerMinute: 2 }, { coder: nowhere, bindplane: nowhere });
    const alice = { 'Coder-Session-Token': 'alice' };
    const bob = { 'Coder-Session-Token': 'bob' };

    expect(await statuses(gateway, 3, () => alice)).toEqual([200, 200, 429]);
    expect(await statuses(gateway, 1, () => bob)).toEqual([200]);
    // Another credential beside it does not make another caller.
    expect((await ask(gateway, { ...alice, 'X-Bindplane-Api-Key': 'new' })).status).toBe(429);
    expect((await ask(gateway, { ...alice, Authorization: 'Bearer new' })).status).toBe(429);
  });

  it('is known by its gateway token where an upstream is shared', async () => {
    const gateway = await start(
      { rateLimitPerMinute: 2, gatewayAuth: authBy(['first', 'second']) },
      { coder: { ...nowhere, token: 'shared' }, bindplane: nowhere },
    );
    expect(await statuses(gateway, 3, firstWithKeys)).toEqual([200, 200, 429]);
    expect(await statuses(gateway, 1, () => ({ Authorization: 'Bearer second' }))).toEqual([200]);
  });

  it('does not get round it with made-up credentials for long', async () => {
    const gateway = await start({ rateLimitPerMinute: 1 }, { coder: nowhere });
    const all = await statuses(gateway, 11, madeUp);

    expect(all).toEqual([...Array<number>(10).fill(200), 429]);
  });

  it('is not known by what it says of its address', async () => {
    const gateway = await start({ rateLimitPerMinute: 1 });

    const all = await statuses(gateway, 2, (index) => ({ 'X-Forwarded-For': `192.0.2.${index}` }));

    expect(all).toEqual([200, 429]);
  });
});

describe('behind a proxy', () => {
  it.each<[string, string, string, boolean]>([
    ['the same', '192.0.2.1', '192.0.2.1', true],
    ['the same after others that it made up', '192.0.2.1', '198.51.100.1, 192.0.2.1', true],
    ['the same in IPv6', '2001:db8::1', '2001:db8:0:0:ffff::2', true],
    ['the same in mapped IPv6', '192.0.2.1', '::ffff:192.0.2.1', true],
    ['the same in mapped IPv6 in hex', '192.0.2.1', '::FFFF:c000:0201', true],
    ['the same in mapped IPv6, long', '192.0.2.1', '0:0:0:0:0:ffff:192.0.2.1', true],
    ['the same through a translator', '192.0.2.1', '64:ff9b::192.0.2.1', true],
    ['the same in long IPv6', '2001:db8::1', '2001:0DB8:0000:0000::0001', true],
    ['the same in all of IPv6', '2001:db8::1', '2001:db8:0:0:0:0:0:2', true],
    ['the same link', 'fe80::1', 'fe80::1%eth0', true],
    ['the same from another port', '192.0.2.1:5000', '192.0.2.1:5001', true],
    ['the same from a port and none', '192.0.2.1', '192.0.2.1:80', true],
    ['the same in brackets', '2001:db8::1', '[2001:db8::1]', true],
    ['the same in brackets with a port', '2001:db8::1', '[2001:db8::1]:443', true],
    ['the same in full with a port', '2001:db8::1', '2001:db8:0:0:0:0:0:1:443', true],
    ['the same in what is no address', '192.0.2.1, unknown', '192.0.2.2, _hidden', true],
    ['the same in what is too long', `[${'f'.repeat(9000)}]`, '[::1', true],
    ['another from the same port', '192.0.2.1:5000', '192.0.2.2:5000', false],
    ['another through a translator', '64:ff9b::192.0.2.1', '64:ff9b::192.0.2.2', false],
    ['another', '192.0.2.1', '192.0.2.1, 192.0.2.2', false],
    ['another network of IPv6', '2001:db8::1', '2001:db8:0:1::1', false],
    ['none', '192.0.2.1', 'unknown', false],
  ])('a caller is known by its address: %s', async (_what, first, second, isSame) => {
    const gateway = await start({ rateLimitPerMinute: 1, trustProxy: 1 });
    const forwarded = [first, second];

    const all = await statuses(gateway, 2, (index) => ({
      'X-Forwarded-For': forwarded[index] ?? '',
    }));

    expect(all).toEqual([200, isSame ? 429 : 200]);
  });
});

describe('behind two proxies', () => {
  it.each<[string, string, string, boolean]>([
    ['the same behind other proxies', '192.0.2.1, 10.0.0.1', '192.0.2.1, 10.0.0.2', true],
    ['the same after what it made up', '192.0.2.1, 10.0.0.1', '::1, 192.0.2.1, 10.0.0.1', true],
    ['the same past the first proxy', '192.0.2.1', '192.0.2.1', true],
    ['another behind the same proxy', '192.0.2.1, 10.0.0.1', '192.0.2.2, 10.0.0.1', false],
    ['none behind the same proxy', 'unknown, 10.0.0.1', ', 10.0.0.2', true],
  ])('a caller is known by its address: %s', async (_what, first, second, isSame) => {
    const gateway = await start({ rateLimitPerMinute: 1, trustProxy: 2 });
    const forwarded = [first, second];

    const all = await statuses(gateway, 2, (index) => ({
      'X-Forwarded-For': forwarded[index] ?? '',
    }));

    expect(all).toEqual([200, isSame ? 429 : 200]);
  });
});

it('counts every operation of a batch', async () => {
  const gateway = await start({ rateLimitPerMinute: 5, maxBatchSize: 3 });
  const batch = JSON.stringify(Array.from({ length: 3 }, () => ({ query: '{ __typename }' })));

  const first = await ask(gateway, {}, batch);
  const second = await ask(gateway, {}, batch);

  expect([first.status, second.status]).toEqual([200, 429]);
});

it('limits nobody when the limit is 0', async () => {
  const gateway = await start({ rateLimitPerMinute: 0 });

  expect(new Set(await statuses(gateway, 50))).toEqual(new Set([200]));
});
