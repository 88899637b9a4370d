import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../src/simulator/faults.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { owner, startSimulators, auditLog } from './support/acme.ts';
import { runCli, urlIn } from './support/cli.ts';
import { startIssuer } from './support/issuer.ts';

const coderToken = 'sharedCDRa-secretsecretsecretsec1';
const strangersToken = 'strangerCD-secretsecretsecretsec2';
const bindplaneKey = 'callers-bindplane-secret';
const writer = 'gateway-writer-secret';
const reader = 'gateway-reader-secret';
const redisPassword = 'redis-password-secret';
const sqlText = 'pq: duplicate key value violates "users_hashed_password_key"';

/** What upstreams do; most tell what nobody may know. */
const faults: readonly Fault[] = [
  { kind: 'status', status: 400, body: leak({ message: coderToken, detail: bindplaneKey }) },
  {
    kind: 'status',
    status: 400,
    body: leak({ message: 'No.', validations: [{ field: 'username', detail: coderToken }] }),
  },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 401, body: leak({ message: `${coderToken} is signed out` }) },
  { kind: 'status', status: 403, body: leak({ errors: [`${bindplaneKey} may not`] }) },
  { kind: 'status', status: 404, body: leak({ message: coderToken }) },
  { kind: 'status', status: 500, body: leak({ message: 'Failed.', detail: sqlText }) },
  { kind: 'status', status: 500, body: leak({ errors: [sqlText] }) },
  { kind: 'status', status: 502, contentType: 'text/html', body: `<h1>${coderToken}</h1>` },
  { kind: 'status', status: 200, contentType: 'text/html', body: `<h1>${bindplaneKey}</h1>` },
  { kind: 'status', status: 200, body: `{"${coderToken}":"${bindplaneKey}"}` },
  { kind: 'status', status: 200, body: `${coderToken} ${bindplaneKey}` },
  {
    kind: 'status',
    status: 307,
    headers: { Location: `/?token=${coderToken}`, 'Set-Cookie': `token=${bindplaneKey}` },
  },
  { kind: 'truncatedBody' },
  { kind: 'reset' },
  { kind: 'resetBody' },
  { kind: 'hugeHeaders' },
  { kind: 'neverAnswer' },
  // Last: what follows is kept back.
  { kind: 'status', status: 429, headers: { 'Retry-After': '60' }, body: coderToken },
];

const everything = `query Everything {
  viewer { username }
  auditLogs(first: 2) { totalCount nodes { id actor { username } } }
  auditEvents(first: 2) { nodes { id actor { username } } }
  auditTimeline(first: 2) { nodes { id } sources { source code message } }
  upstreams { source isReachable code message }
}`;
const mutation = 'mutation { generateTestAuditLog { auditLog { id } } }';

it('shows no secret in anything it writes, answers, counts or traces', async () => {
  const { coder, bindplane } = await startSimulators({
    coder: { auditLogs: [auditLog(1)], tokens: { [coderToken]: owner.id } },
    bindplane: { keys: { [bindplaneKey]: { role: 'admin' } } },
  });
  const issuer = await startIssuer();
  const traces = await startCollector();
  const cli = runCli({
    LOG_LEVEL: 'debug',
    CODER_URL: coder.url,
    CODER_TOKEN: coderToken,
    BINDPLANE_URL: bindplane.url,
    GATEWAY_TOKENS: writer,
    GATEWAY_READ_TOKENS: `sha256:${createHash('sha256').update(reader).digest('hex')}`,
    JWT_JWKS_URL: issuer.rules.jwksUrl,
    JWT_ISSUER: issuer.rules.issuer,
    JWT_AUDIENCE: issuer.rules.audience,
    REDIS_URL: `redis://:${redisPassword}@127.0.0.1:1`,
    OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
    ALLOW_TEST_AUDIT_LOG: 'true',
    UPSTREAM_TIMEOUT_MS: '500',
    UPSTREAM_RETRIES: '0',
    UPSTREAM_COOLDOWN_MS: '1',
  });
  const url = urlIn(await cli.firstLine);
  const jwt = await issuer.sign({ scope: 'audit:write' });
  const expired = await issuer.sign({ exp: 1 });
  const answers: string[] = [];

  async function send(
    query: string,
    headers: Record<string, string>,
    target = '/graphql',
  ): Promise<void> {
    const response = await fetch(`${url}${target}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    answers.push(JSON.stringify([...response.headers]), await response.text());
  }

  const passing = { 'X-Bindplane-Api-Key': bindplaneKey };
  const callers = [
    { ...bearer(writer), ...passing },
    { ...bearer(reader), ...passing },
    { ...bearer(jwt), ...passing },
  ];
  for (const headers of callers) {
    await send(everything, headers);
    await send(mutation, headers);
  }
  const strangers = [
    bearer(expired),
    bearer(`${jwt}x`),
    bearer(`${writer}x`),
    { Authorization: `Basic ${writer}` },
    { ...bearer(writer), 'Coder-Session-Token': strangersToken },
    { ...bearer(writer), 'X-Bindplane-Api-Key': `${bindplaneKey} and more` },
    { ...bearer(writer), 'X-Bindplane-Api-Key': `${bindplaneKey}-unknown` },
    { ...bearer(writer), Cookie: `token=${coderToken}`, Origin: 'https://app.example.com' },
  ];
  for (const headers of strangers) await send(everything, headers);
  await send(everything, {}, `/graphql?access_token=${writer}&api_key=${bindplaneKey}`);
  for (const request of [
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${writer}\u0000\r\n\r\n`,
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization : Bearer ${writer}\r\n\r\n`,
    `GET /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${writer.repeat(1000)}\r\n\r\n`,
    `${writer} /graphql HTTP/9\r\n\r\n`,
  ]) {
    answers.push(await sendRaw(url, request));
  }
  for (const [index, fault] of faults.entries()) {
    coder.faults.rule(() => fault);
    bindplane.faults.rule(() => fault);
    await send(everything, callers[index % callers.length]!);
    await send(mutation, callers[index % callers.length]!);
    coder.faults.clear();
    bindplane.faults.clear();
  }
  issuer.answer = (_request, response) => response.writeHead(500).end(writer);
  await send(everything, bearer(await issuer.sign({}, { kid: 'other' })));
  await Promise.all([coder.close(), bindplane.close()]);
  await send(everything, callers[0]!);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  cli.kill('SIGTERM');
  const { code, out, err } = await cli.end;
  await issuer.close();

  expect(code).toBe(0);
  expect(answers.join()).toMatch(/UPSTREAM_BAD_RESPONSE/);
  expect(err).toMatch(/"message":"Request"/);
  expect(metrics).toMatch(/^auditgraph_/m);
  expect(traces.received().length).toBeGreaterThan(1000);
  const secrets = {
    coderToken,
    strangersToken,
    bindplaneKey,
    writer,
    reader,
    redisPassword,
    jwt,
    expired,
    signature: jwt.split('.')[2]!,
    sqlText,
  };
  const outputs = { out, err, answers: answers.join('\n'), metrics, traces: traces.received() };
  for (const [output, text] of Object.entries(outputs)) {
    for (const [name, secret] of Object.entries(secrets)) {
      const shown = formsOf(secret).filter((form) => text.includes(form));
      expect({ output, name, shown }).toEqual({ output, name, shown: [] });
    }
  }
  for (const address of [coder, bindplane].map(hostOf)) {
    expect(outputs.answers + metrics + err).not.toContain(address);
  }
});

it('shows no secret when it does not start', async () => {
  const environment = {
    CODER_URL: 'https://user:url-secret@coder.example.com',
    CODER_TOKEN: 'coder secret',
    BINDPLANE_URL: 'https://bindplane.example.com?key=query-secret',
    BINDPLANE_API_KEY: 'bindplane\tsecret',
    BINDPLANE_API_KEY_FILE: '/nowhere/file-secret',
    GATEWAY_TOKENS: 'sha256:digest-secret',
    JWT_JWKS_URL: 'http://user:jwks-secret@id.example.com',
    REDIS_URL: 'http://:redis-secret@redis.example.com',
  };
  const cli = runCli(environment);
  cli.firstLine.catch(() => undefined);

  const { code, out, err } = await cli.end;

  expect([code, out]).toEqual([1, '']);
  expect(err.split('\n').map((line) => /[A-Z_]{5,}/.exec(line)?.[0])).toEqual(
    expect.arrayContaining(Object.keys(environment).filter((name) => name !== 'BINDPLANE_API_KEY')),
  );
  expect(err).not.toMatch(/secret|user:/);
});

function leak(body: object): string {
  return JSON.stringify(body);
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

/** As it is, and as it is when somebody wraps or digests it. */
function formsOf(secret: string): string[] {
  const digest = createHash('sha256').update(secret).digest();
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    // Wherever it begins within other text.
    ...[0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    ),
    digest.toString('hex'),
    digest.toString('base64').slice(0, 16),
    digest.toString('base64url').slice(0, 16),
  ];
}

function hostOf({ url }: Simulator): string {
  return new URL(url).host;
}

/** What comes back for these bytes. */
async function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.end(bytes, 'latin1');
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** Takes whatever is sent to it. */
async function startCollector(): Promise<{ url: string; received(): string }> {
  const chunks: Buffer[] = [];
  const server = createServer((request, response) => {
    chunks.push(Buffer.from(JSON.stringify(request.headers)));
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.setHeader('Content-Type', 'application/json').end('{}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received: () => Buffer.concat(chunks).toString('latin1'),
  };
}
