import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig, secretsIn } from '../src/config/config.ts';
import { proxyFor, readOutgoingProxies } from '../src/config/outgoing-proxies.ts';
import { Settings } from '../src/config/settings.ts';
import { createJwtCheck } from '../src/server/callers/jwt-check.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { startLines } from '../src/config/start-lines.ts';
import { startConnectProxy } from './support/connect-proxy.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { startIssuer } from './support/issuer.ts';
import { startTlsFront, tlsFile } from './support/tls-front.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const credential = { 'Coder-Session-Token': 'coder-token' };

let server: Simulator;
let gateway: Gateway | undefined;

beforeEach(async () => {
  server = await startVersionServer();
});

afterEach(async () => {
  await gateway?.close();
  await server.close();
});

async function ask(environment: Record<string, string>): Promise<unknown> {
  const { coder } = parseConfig(environment);
  gateway = await startGateway({
    schema: createVersionSchema(),
    ...(coder && { coder }),
    config: { upstreamRetries: 0 },
  });
  return gateway.query('{ coder }', {}, credential);
}

describe('an outgoing proxy', () => {
  it('leads to an upstream with its own credential', async () => {
    const proxy = await startConnectProxy(server.url);

    const answer = await ask({
      CODER_URL: 'http://coder.internal',
      HTTP_PROXY: `http://user:pa%40ss@127.0.0.1:${proxy.port}`,
    });

    expect(answer).toEqual({ data: { coder: 'v1.2.3' } });
    const sent = `Basic ${Buffer.from('user:pa@ss').toString('base64')}`;
    expect(proxy.asked).toEqual([['coder.internal:80', sent]]);
    expect(server.traffic.calls[0]!.headers).toMatchObject({ host: 'coder.internal' });
    expect(server.traffic.calls[0]!.headers['proxy-authorization']).toBeUndefined();
  });

  it('is not used for this machine', async () => {
    const proxy = await startConnectProxy(server.url);

    const answer = await ask({
      CODER_URL: server.url,
      http_proxy: `127.0.0.1:${proxy.port}`,
    });

    expect(answer).toEqual({ data: { coder: 'v1.2.3' } });
    expect(proxy.asked).toEqual([]);
  });

  it('sees nothing of https but the name', async () => {
    const front = await startTlsFront(server.url);
    const proxy = await startConnectProxy(front);

    const answer = await ask({
      CODER_URL: 'https://coder.internal',
      CODER_CA_FILE: tlsFile('authority.cert.pem'),
      https_proxy: `http://127.0.0.1:${proxy.port}`,
    });

    // The certificate is for another name, which shows that it was looked at.
    expect(answer).toMatchObject({
      errors: [{ message: expect.stringContaining('(ERR_TLS_CERT_ALTNAME_INVALID)') }],
    });
    expect(proxy.asked).toEqual([['coder.internal:443', undefined]]);
  });

  it('leads to the keys of an issuer', async () => {
    const issuer = await startIssuer();
    onTestFinished(() => issuer.close());
    const proxy = await startConnectProxy(issuer.rules.jwksUrl);
    const check = createJwtCheck(
      {
        ...issuer.rules,
        jwksUrl: 'http://keys.internal/keys',
        proxy: `http://127.0.0.1:${proxy.port}`,
      },
      (error) => {
        throw error;
      },
    );

    await check(await issuer.sign());

    expect(issuer.asked).toBe(1);
    expect(proxy.asked).toEqual([['keys.internal:80', undefined]]);
  });

  it('that refuses is told by its status', async () => {
    const proxy = await startConnectProxy(server.url, 407);

    const answer = await ask({
      CODER_URL: 'http://coder.internal',
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
    });

    expect(answer).toMatchObject({
      errors: [
        {
          message: 'Coder could not be reached for GET /api/v2/buildinfo (its proxy answered 407).',
          extensions: { code: 'UPSTREAM_UNAVAILABLE' },
        },
      ],
    });
  });

  it('is told at the start without its password', () => {
    const config = parseConfig({
      CODER_URL: 'https://coder.example.com',
      HTTPS_PROXY: 'http://user:secret-word@proxy.example.com:3128',
    });

    const lines = startLines(config, { url: 'x', metricsUrl: undefined, isSimulated: false });

    expect(lines.join('\n')).toContain('coder.example.com through proxy.example.com:3128 with');
    expect(lines.join('\n')).not.toContain('secret-word');
    expect(secretsIn(config)).toContain('secret-word');
    expect(secretsIn(config)).toContain(Buffer.from('user:secret-word').toString('base64'));
  });

  it.each([
    ['https://coder.example.com', '', true],
    ['https://coder.example.com', '*', false],
    ['https://coder.example.com', 'example.com', false],
    ['https://coder.example.com', '.example.com, other', false],
    ['https://coder.example.com', '*.example.com', false],
    ['https://coder.example.com', 'Coder.Example.com:443', false],
    ['https://coder.example.com', 'coder.example.com:8443', true],
    ['https://coder.example.com', 'ple.com', true],
    ['https://10.1.2.3', '10.0.0.0/8', false],
    ['https://10.1.2.3', '10.1.2.4', true],
    ['https://[2001:db8::1]:8443', '2001:0db8::1', false],
    ['https://[2001:db8::1]', '2001:db8::/32', false],
    ['https://localhost:3000', '', false],
    ['https://127.0.0.2', '', false],
  ])('for %s beside NO_PROXY=%s: %s', (url, direct, isUsed) => {
    const settings = new Settings({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: direct });

    expect(proxyFor(url, readOutgoingProxies(settings)) !== undefined).toBe(isUsed);
  });

  it.each(['socks5://proxy', 'http://', 'http://a:%zz@proxy'])('cannot be %s', (url) => {
    expect(() => parseConfig({ HTTPS_PROXY: url })).toThrow(
      'HTTPS_PROXY must be the http(s) URL of a proxy.',
    );
  });
});

describe('a file of headers for an upstream', () => {
  it('is sent with every call', async () => {
    const file = await fileOf(
      '\ufeff# Access\r\n\r\nCF-Access-Client-Id: abc.access\r\nX-Team:a b\r\n',
    );

    const answer = await ask({ CODER_URL: server.url, CODER_HEADERS_FILE: file });

    expect(answer).toEqual({ data: { coder: 'v1.2.3' } });
    expect(server.traffic.calls[0]!.headers).toMatchObject({
      'cf-access-client-id': 'abc.access',
      'x-team': 'a b',
      'coder-session-token': 'coder-token',
    });
  });

  it('holds secrets', async () => {
    const file = await fileOf('X-Front-Door: very-secret\n');
    const config = parseConfig({ BINDPLANE_URL: server.url, BINDPLANE_HEADERS_FILE: file });

    expect(secretsIn(config)).toContain('very-secret');
  });

  it.each([
    ['X-Odd', 'line 2 must be a name, a colon and a value'],
    ['X-Odd: \u00e9', 'line 2 must be a name, a colon and a value'],
    ['Host: other', 'line 2 names host'],
    ['Content-Length: 1', 'line 2 names content-length'],
    ['Transfer-Encoding: chunked', 'line 2 names transfer-encoding'],
    ['coder-session-token: mine', 'line 2 names coder-session-token'],
    ['Cookie: a=b', 'line 2 names cookie'],
    ['X-Good: 2', 'line 2 names x-good once more'],
  ])('with %s is refused by its number', async (line, problem) => {
    const file = await fileOf(`X-Good: 1\n${line}\n`);

    expect(() => parseConfig({ CODER_URL: server.url, CODER_HEADERS_FILE: file })).toThrow(
      `CODER_HEADERS_FILE ${problem}`,
    );
  });
});

async function fileOf(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'auditgraph-')), 'headers');
  writeFileSync(path, text);
  return path;
}
