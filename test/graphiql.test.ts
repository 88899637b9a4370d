import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../src/config/config.ts';
import { graphiqlExamples } from '../src/server/graphiql/graphiql-examples.ts';
import { schema } from '../src/schema/schema.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema } from './support/version-schema.ts';

const url = 'http://127.0.0.1:1';
const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ schema: createVersionSchema() });
});

afterAll(() => gateway.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As fetch, but without decoding, and without an `Accept-Encoding` of its own. */
function get(headers: OutgoingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(`${gateway.url}/graphql`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode: status, headers: answered } = response;
        resolve({ status, headers: answered, body: Buffer.concat(chunks) });
      });
    });
    call.on('error', reject).end();
  });
}

/** The options that the page hands to GraphiQL in its last script. */
async function optionsOf(config: Partial<Config>): Promise<Record<string, unknown>> {
  const configured = await startGateway({ schema: createVersionSchema(), config });
  const response = await fetch(`${configured.url}/graphql`, { headers: browser });
  const page = await response.text();
  await configured.close();
  const [, options = ''] =
    /renderYogaGraphiQL\([^{]*(\{.*\}),\s*\);\s*<\/script>/.exec(page.slice(-10_000)) ?? [];
  return JSON.parse(options) as Record<string, unknown>;
}

describe('the page', () => {
  it('is the same in every encoding, each with its own ETag', async () => {
    const brotli = await get({ ...browser, 'Accept-Encoding': 'gzip, deflate, br' });
    const gzip = await get({ ...browser, 'Accept-Encoding': 'gzip;q=1.0, br;q=0' });
    const identity = await get(browser);

    expect(brotli.headers['content-encoding']).toBe('br');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(identity.headers['content-encoding']).toBeUndefined();
    expect(brotliDecompressSync(brotli.body).equals(identity.body)).toBe(true);
    expect(gunzipSync(gzip.body).equals(identity.body)).toBe(true);
    expect(brotli.body.length).toBeLessThan(identity.body.length / 4);
    expect(new Set([brotli, gzip, identity].map(({ headers }) => headers.etag)).size).toBe(3);
    expect(identity.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(identity.headers.vary).toBe('Accept, Accept-Encoding');
  });

  it('is not sent again to a browser that has it', async () => {
    const first = await get({ ...browser, 'Accept-Encoding': 'br' });
    const headers = { ...browser, 'Accept-Encoding': 'br', 'If-None-Match': first.headers.etag };

    const second = await get(headers);

    expect([second.status, second.body.length]).toEqual([304, 0]);
    expect(second.headers.etag).toBe(first.headers.etag);
    expect(first.headers['cache-control']).toBe('no-cache');
  });

  it('may ask its own gateway and no other host', async () => {
    const { headers } = await get(browser);

    const policy = headers['content-security-policy']?.toString() ?? '';
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  it('does not stand in the way of clients that accept JSON', async () => {
    const response = await get({ Accept: 'application/json' });

    expect(response.headers['content-type']).toMatch(/^application\/json/);
    expect(response.headers.vary).toBe('Accept, Accept-Encoding');
  });

  it('is off when it is not wanted', async () => {
    const off = await startGateway({ schema: createVersionSchema(), config: { graphiql: false } });

    const response = await fetch(`${off.url}/graphql`, { headers: browser });

    expect(response.headers.get('content-type')).not.toMatch(/html/);
    await off.close();
  });
});

describe('the headers to fill in', () => {
  const coder = { url, token: undefined };
  const bindplane = { url, token: undefined, accountId: undefined };

  it.each<[string, Partial<Config>, Record<string, string>]>([
    ['the simulators', {}, {}],
    [
      'pass-through mode',
      { coder, bindplane },
      { 'Coder-Session-Token': '', 'X-Bindplane-Api-Key': '' },
    ],
    [
      'shared mode',
      { coder: { url, token: 'shared-token' }, gatewayAuth: authBy(['gateway-token']) },
      { Authorization: 'Bearer ' },
    ],
  ])('are those that a caller needs: %s', async (_mode, config, headers) => {
    const options = await optionsOf(config);

    expect(JSON.parse(options['headers'] as string)).toEqual(headers);
    expect(options['shouldPersistHeaders']).toBe(false);
    expect(JSON.stringify(options)).not.toMatch(/shared-token|gateway-token/);
  });
});

describe('the examples', () => {
  it('open in three tabs', async () => {
    const { defaultTabs } = await optionsOf({});

    expect(defaultTabs).toEqual(graphiqlExamples.map((query) => ({ query, headers: '{}' })));
    expect(graphiqlExamples).toHaveLength(3);
  });

  it.each(graphiqlExamples)('fit the schema: %s', (query) => {
    expect(validate(schema, parse(query))).toEqual([]);
  });
});
