import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const schema = createVersionSchema();
const browser = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0' };
const friend = 'https://app.example.com';

let coder: Simulator;
/** Anybody on this machine may use its credential. */
let anonymous: Gateway;
let passThrough: Gateway;

beforeAll(async () => {
  coder = await startVersionServer();
  const config = { corsOrigins: [friend] };
  const token = 'shared-coder-token';
  anonymous = await startGateway({ schema, config, coder: { url: coder.url, token } });
  passThrough = await startGateway({ schema, config, coder: { url: coder.url } });
});

afterAll(async () => {
  await anonymous.close();
  await passThrough.close();
  await coder.close();
});

function get(gateway: Gateway, headers: Record<string, string>) {
  return plainRequest(`${gateway.url}/graphql?query={coder}`, { headers });
}

function post(gateway: Gateway, headers: Record<string, string>) {
  return plainRequest(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: '{"query":"{ coder }"}',
  });
}

describe('a request to a gateway that anybody on the machine may use', () => {
  it.each<[string, Record<string, string>]>([
    ['another site', { ...browser, 'Sec-Fetch-Site': 'cross-site' }],
    ['another port', { ...browser, 'Sec-Fetch-Site': 'same-site' }],
    ['an unlisted origin', { Origin: 'https://evil.example.com' }],
    ['an origin that looks like a listed one', { Origin: `${friend}.evil.example.com` }],
    ['no origin', { Origin: 'null' }],
  ])('is refused when a page of %s makes it', async (_what, headers) => {
    coder.traffic.reset();

    const refused = [await get(anonymous, headers), await post(anonymous, headers)];

    for (const { status, headers: received, body } of refused) {
      expect(status).toBe(403);
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      expect(received['access-control-allow-origin']).toBeUndefined();
    }
    expect(coder.traffic.calls).toEqual([]);
  });

  it('is refused when a browser that tells no site makes a GET', async () => {
    expect((await get(anonymous, browser)).status).toBe(403);
  });

  it.each<[string, Record<string, string>]>([
    ['its own page', { ...browser, 'Sec-Fetch-Site': 'same-origin' }],
    ['the person before the browser', { ...browser, 'Sec-Fetch-Site': 'none' }],
    ['a program', { 'User-Agent': 'curl/8.5.0' }],
    ['a listed origin', { ...browser, 'Sec-Fetch-Site': 'cross-site', Origin: friend }],
  ])('is answered when %s makes it', async (_what, headers) => {
    expect((await get(anonymous, headers)).body).toEqual({ data: { coder: 'v1.2.3' } });
    expect((await post(anonymous, headers)).body).toEqual({ data: { coder: 'v1.2.3' } });
  });

  it('is answered when its own page made it in an old browser', async () => {
    const { host } = new URL(anonymous.url);

    const { status } = await post(anonymous, { ...browser, Origin: `http://${host}` });

    expect(status).toBe(200);
  });

  it('brings GraphiQL to whoever follows a link', async () => {
    const { status, headers } = await plainRequest(`${anonymous.url}/graphql`, {
      headers: { ...browser, Accept: 'text/html', 'Sec-Fetch-Site': 'cross-site' },
    });

    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

it('leaves callers with a credential of their own alone', async () => {
  const headers = {
    Origin: 'app://desktop',
    'Sec-Fetch-Site': 'cross-site',
    'Coder-Session-Token': 'own-token',
  };

  expect((await get(passThrough, headers)).body).toEqual({ data: { coder: 'v1.2.3' } });
});
