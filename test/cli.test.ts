import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runCli, urlIn } from './support/cli.ts';
import { startVersionServer } from './support/version-schema.ts';

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

describe('auditgraph', () => {
  it('answers from both simulators when nothing is configured, and ends when told', async () => {
    const cli = runCli({});
    const url = urlIn(await cli.firstLine);
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    await once(silent, 'connect');

    const answer = await ask(url, '{ upstreams { source isReachable isSimulated } viewer { id } }');
    cli.kill('SIGTERM');
    const { code, out, err } = await cli.end;

    expect(answer).toEqual({
      data: {
        upstreams: [
          { source: 'CODER', isReachable: true, isSimulated: true },
          { source: 'BINDPLANE', isReachable: true, isSimulated: true },
        ],
        viewer: { id: expect.any(String) },
      },
    });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^auditgraph answers at http:\/\/127\.0\.0\.1:\d+\/graphql \(upstreams simulated\)\n/,
    );
    expect(out.trim().split('\n')).toHaveLength(3);
  });

  it('says in every line of its start that upstreams are simulated', async () => {
    const cli = runCli({ METRICS_PORT: '0', REQUEST_TIMEOUT_MS: '9000', LOG_LEVEL: 'debug' });
    await cli.firstLine;
    cli.kill('SIGTERM');

    const { out, err } = await cli.end;

    const lines = [...out.trim().split('\n'), ...err.trim().split('\n')];
    expect(lines).toHaveLength(5);
    expect(lines.filter((line) => !/simulated/i.test(line))).toEqual([]);
    expect(out).toContain(
      'Coder: simulated; Bindplane: simulated; callers: anybody on this machine; limits: any number of requests a minute, cost 2000, 102400 bytes, 9000 ms',
    );
  });

  it('tells what it runs with, and no secret', async () => {
    const cli = runCli({
      CODER_URL: 'https://coder.example.com/prefix',
      CODER_TOKEN: 'token-secret',
      BINDPLANE_URL: 'http://203.0.113.7:3001',
      GATEWAY_TOKENS: 'first-secret-token,secret',
      GATEWAY_READ_TOKENS: 'other-secret-token',
    });
    await cli.firstLine;
    cli.kill('SIGTERM');

    const { out, err } = await cli.end;

    expect(out.split('\n')[1]).toBe(
      "Coder: coder.example.com with one shared credential; Bindplane: 203.0.113.7:3001 with each caller's credential; callers: 2 of GATEWAY_TOKENS, 1 of GATEWAY_READ_TOKENS; limits: 6000 requests a minute, cost 2000, 102400 bytes, 30000 ms",
    );
    expect(
      err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(
      [
        'BINDPLANE_URL is not https: credentials can be read on their way.',
        'A gateway token has fewer than 16 characters: it can be guessed.',
      ].map((message) => ({ level: 'warn', time: expect.any(String), message })),
    );
    expect(out + err).not.toMatch(/secret/);
  });

  it('finds what it loads only when it is configured', async () => {
    const nowhere = '127.0.0.1:1';
    const cli = runCli({
      CODER_URL: `http://${nowhere}`,
      CODER_TOKEN: 'token',
      REDIS_URL: `redis://${nowhere}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${nowhere}`,
      JWT_JWKS_URL: `https://${nowhere}/keys`,
      JWT_ISSUER: 'https://login.example.com',
      JWT_AUDIENCE: 'auditgraph',
      GRAPHIQL: 'true',
    });
    const url = `${urlIn(await cli.firstLine)}/graphql`;

    const page = await fetch(url, { headers: { Accept: 'text/html' } });
    expect(page.headers.get('Content-Type')).toContain('text/html');
    expect(await page.text()).toContain('graphiql');
    const header = Buffer.from('{"alg":"RS256","kid":"1"}').toString('base64url');
    const token = `${header}.${Buffer.from('{}').toString('base64url')}.AAAA`;
    const { status } = await fetch(`${url}?query={__typename}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(status).toBe(503);
    cli.kill('SIGTERM');

    const { code, err } = await cli.end;
    expect(code).toBe(0);
    for (const text of ['Redis is lost', 'JWT_JWKS_URL', 'Traces could not be sent']) {
      expect(err).toContain(text);
    }
  });

  it('finishes what is under way before it ends', async () => {
    const coder = await startVersionServer();
    const cli = runCli({ CODER_URL: coder.url, CODER_TOKEN: 'token', ALLOW_ANONYMOUS: 'true' });
    const url = urlIn(await cli.firstLine);
    coder.beforeCall = () => {
      coder.beforeCall = undefined;
      cli.kill('SIGINT');
    };
    coder.faults.next({ kind: 'latency', ms: 200 });

    const answer = await ask(url, '{ upstreams { version } }');

    expect(answer).toEqual({ data: { upstreams: [{ version: 'v1.2.3' }, { version: null }] } });
    expect(await cli.end).toMatchObject({ code: 0, err: '' });
    await coder.close();
  });

  it('ends at once with the second signal', async () => {
    const coder = await startVersionServer();
    const cli = runCli({ CODER_URL: coder.url, CODER_TOKEN: 'token', ALLOW_ANONYMOUS: 'true' });
    const url = urlIn(await cli.firstLine);
    const called = new Promise<void>((resolve) => (coder.beforeCall = () => resolve()));
    coder.faults.next({ kind: 'neverAnswer' });
    const answer = ask(url, '{ upstreams { version } }').catch((error: unknown) => error);
    await called;

    cli.kill('SIGINT');
    const interval = setInterval(() => cli.kill('SIGTERM'), 50);
    const { code } = await cli.end;
    clearInterval(interval);

    expect(code).toBe(128 + constants.signals.SIGTERM);
    expect(await answer).toBeInstanceOf(Error);
    await coder.close();
  });

  it('says everything that is wrong with its settings and does not start', async () => {
    const cli = runCli({ PORT: 'many', CODER_URL: 'coder.example.com', GRAPHIQL: 'perhaps' });
    cli.firstLine.catch(() => undefined);

    expect(await cli.end).toEqual({
      code: 1,
      signal: null,
      out: '',
      err: [
        'These settings cannot be used:',
        '  - CODER_URL must be an http(s) URL.',
        '  - PORT must be a whole number from 0 to 65535.',
        '  - GRAPHIQL must be true or false.',
        '',
      ].join('\n'),
    });
  });

  it.each(['PORT', 'METRICS_PORT'])('says that %s is taken and does not start', async (name) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    const cli = runCli({ CODER_URL: 'http://127.0.0.1:1', [name]: `${port}` });
    cli.firstLine.catch(() => undefined);

    expect(await cli.end).toMatchObject({
      code: 1,
      out: '',
      err: `auditgraph cannot run: something else listens at ${name} ${port} of HOST 127.0.0.1 already (EADDRINUSE).\n`,
    });
    other.close();
  });

  it('says that its host is no address here and does not start', async () => {
    const cli = runCli({ CODER_URL: 'http://127.0.0.1:1', HOST: '192.0.2.1' });
    cli.firstLine.catch(() => undefined);

    expect(await cli.end).toMatchObject({
      code: 1,
      out: '',
      err: 'auditgraph cannot run: HOST 192.0.2.1 is no address of this machine (EADDRNOTAVAIL).\n',
    });
  });
});
