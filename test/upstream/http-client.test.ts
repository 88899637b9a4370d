import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/simulator/faults.ts';
import { startSimulatorServer } from '../../src/simulator/simulator-server.ts';
import type { Simulator } from '../../src/simulator/simulator-server.ts';
import { createCoderClient } from '../../src/upstream/coder/client.ts';
import { createHttpClient } from '../../src/upstream/door/http-client.ts';
import type { HttpClient, HttpClientOptions } from '../../src/upstream/door/http-client.ts';
import { UpstreamError, UpstreamRateLimitedError } from '../../src/upstream/door/upstream-error.ts';
import { patience } from '../support/eventually.ts';

const token = 'abcdefghij-0123456789012345678901';
const page = JSON.stringify({ audit_logs: [], count: 0, filler: 'é'.repeat(2000) });
const html = '<html><body>Bad gateway</body></html>';

let upstream: Simulator;
const doors: HttpClient[] = [];

beforeAll(async () => {
  upstream = await startSimulatorServer({
    answer: () => ({
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Set-Cookie': 'csrf_token=x' },
      body: page,
    }),
  });
});

afterEach(async () => {
  upstream.faults.clear();
  upstream.traffic.reset();
  await Promise.all(doors.splice(0).map((door) => door.close()));
});

afterAll(() => upstream.close());

function openDoor(options: Partial<HttpClientOptions> = {}): HttpClient {
  const door = createHttpClient({
    upstream: 'CODER',
    baseUrl: upstream.url,
    timeoutMs: patience,
    maxBodyBytes: 100_000,
    retries: 0,
    ...options,
  });
  doors.push(door);
  return door;
}

function auditLogs(door: HttpClient, signal = new AbortController().signal, offset = 0) {
  // There is no time to wait for anything.
  const scope = { credential: token, requestId: 'request-1', signal, deadline: 0 };
  return createCoderClient(door, scope).auditLogs({ q: '', limit: 5, offset });
}

/** Whether only the deadline ends it. */
function needsDeadline(fault: Fault): boolean {
  return ['neverAnswer', 'latency', 'slowBody'].includes(fault.kind);
}

async function failureOf(call: Promise<unknown>): Promise<UpstreamError> {
  const error = await call.then(
    () => expect.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw error;
  return error;
}

describe('a call', () => {
  it('keeps the path prefix of the URL and sends credential and request id', async () => {
    const door = openDoor({ baseUrl: `${upstream.url}/proxy/coder//` });

    await auditLogs(door);

    const [call] = upstream.traffic.calls;
    expect(call).toMatchObject({
      method: 'GET',
      path: '/proxy/coder/api/v2/audit?limit=5&offset=0',
      headers: {
        'coder-session-token': token,
        'x-request-id': 'request-1',
        accept: 'application/json',
      },
    });
  });

  it('never sends back a cookie', async () => {
    const door = openDoor();

    await auditLogs(door);
    await auditLogs(door);

    expect(upstream.traffic.calls.map((call) => call.headers.cookie)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('reads UTF-8', async () => {
    upstream.faults.next({
      kind: 'status',
      status: 200,
      body: JSON.stringify({
        id: '75bb4eb7-8302-4580-82bc-01df74d4805d',
        username: 'zoë-ж-𝒳',
      }),
    });
    const client = createCoderClient(openDoor(), {
      credential: token,
      requestId: 'request-1',
      signal: new AbortController().signal,
    });

    expect((await client.me()).username).toBe('zoë-ж-𝒳');
  });

  it('serves many callers at once over one door', async () => {
    const door = openDoor();

    await Promise.all(
      Array.from({ length: 200 }, (_, offset) => auditLogs(door, undefined, offset)),
    );

    expect(upstream.traffic.calls).toHaveLength(200);
  });
});

describe('an upstream that misbehaves', () => {
  const unavailable = 'UpstreamUnavailableError';
  const badResponse = 'UpstreamBadResponseError';
  const timeout = 'UpstreamTimeoutError';
  const audit = 'GET /api/v2/audit';

  it.each<[string, Fault, string, string]>([
    [
      'a reset before the headers',
      { kind: 'reset' },
      unavailable,
      `Coder could not be reached for ${audit} (ECONNRESET).`,
    ],
    [
      'no answer',
      { kind: 'neverAnswer' },
      timeout,
      `Coder took longer than 600 ms to answer ${audit}.`,
    ],
    [
      'a late answer',
      { kind: 'latency', ms: 2 * patience },
      timeout,
      `Coder took longer than 600 ms to answer ${audit}.`,
    ],
    [
      'a slow body',
      { kind: 'slowBody', bytesPerSecond: 0.001 },
      timeout,
      `Coder took longer than 600 ms to answer ${audit}.`,
    ],
    [
      'a cut body',
      { kind: 'truncatedBody' },
      badResponse,
      `Coder broke off its answer to ${audit} (UND_ERR_SOCKET).`,
    ],
    [
      'a reset amid the body',
      { kind: 'resetBody' },
      badResponse,
      `Coder broke off its answer to ${audit} (ECONNRESET).`,
    ],
    [
      'a body without end',
      { kind: 'hugeBody', bytes: 10_000_000_000 },
      badResponse,
      `Coder answered ${audit} with more than 100000 bytes.`,
    ],
    [
      'a body declared too large',
      { kind: 'status', status: 200, body: 'a'.repeat(100_001) },
      badResponse,
      `Coder answered ${audit} with more than 100000 bytes.`,
    ],
    [
      'headers without end',
      { kind: 'endlessHeaders' },
      badResponse,
      `Coder answered ${audit} with headers that do not end.`,
    ],
    [
      'a header without end',
      { kind: 'hugeHeaders' },
      badResponse,
      `Coder answered ${audit} with headers that do not end.`,
    ],
    [
      'HTML',
      { kind: 'status', status: 200, body: html, contentType: 'text/html; charset=utf-8' },
      badResponse,
      `Coder answered ${audit} with HTML instead of JSON.`,
    ],
    [
      'text',
      { kind: 'status', status: 200, body: 'OK', contentType: 'text/plain' },
      badResponse,
      `Coder answered ${audit} with plain text instead of JSON.`,
    ],
    [
      'JSON of no declared type',
      { kind: 'status', status: 200, body: page, contentType: '' },
      badResponse,
      `Coder answered ${audit} with a body of no declared type instead of JSON.`,
    ],
    [
      'nothing',
      { kind: 'status', status: 204 },
      badResponse,
      `Coder answered ${audit} with an empty body instead of JSON.`,
    ],
    [
      'half of a JSON text',
      { kind: 'status', status: 200, body: '{"audit_logs":[' },
      badResponse,
      `Coder answered ${audit} with a body that is not whole JSON although it says so.`,
    ],
    [
      'JSON of another shape',
      { kind: 'status', status: 200, body: '{"audit_logs":"none"}' },
      badResponse,
      `Coder answered ${audit} with JSON that is not what it should be: audit_logs is a string.`,
    ],
    [
      'a redirect',
      { kind: 'status', status: 307, headers: { Location: 'http://127.0.0.1:1/' } },
      badResponse,
      `Coder answered ${audit} with a redirect (307), which is not followed: check its URL.`,
    ],
    [
      'a 400 without reasons',
      { kind: 'status', status: 400, body: '{"message":"no"}' },
      badResponse,
      `Coder answered ${audit} with status 400.`,
    ],
    [
      'a 404 for a list',
      { kind: 'status', status: 404, body: '{"message":"Route not found."}' },
      badResponse,
      `Coder answered ${audit} with status 404: look at the path in its URL, which may be doubled.`,
    ],
    [
      'a 401 without a body',
      { kind: 'status', status: 401 },
      'UpstreamUnauthenticatedError',
      'Coder does not accept the credential.',
    ],
    [
      'a 403',
      { kind: 'status', status: 403, body: '{"message":"Forbidden."}' },
      'UpstreamForbiddenError',
      `Coder does not allow this caller ${audit}.`,
    ],
    [
      'a 429',
      { kind: 'status', status: 429, body: 'slow down', contentType: 'text/plain' },
      'UpstreamRateLimitedError',
      `Coder is being asked too often for ${audit}.`,
    ],
    [
      'a 500 with SQL in it',
      {
        kind: 'status',
        status: 500,
        body: '{"message":"An internal server error occurred.","detail":"pq: relation secret_table"}',
      },
      unavailable,
      `Coder answered ${audit} with status 500.`,
    ],
    [
      'a 502 in HTML',
      { kind: 'status', status: 502, body: html, contentType: 'text/html' },
      unavailable,
      `Coder answered ${audit} with status 502.`,
    ],
    [
      'a 500 that means forbidden',
      {
        kind: 'status',
        status: 500,
        body: '{"message":"An internal server error occurred.","detail":"unauthorized: rbac: forbidden"}',
      },
      'UpstreamForbiddenError',
      `Coder does not allow this caller ${audit}.`,
    ],
  ])('is told apart: %s', async (_name, fault, errorName, message) => {
    const door = openDoor(needsDeadline(fault) ? { timeoutMs: 600 } : {});
    upstream.faults.next(fault);

    const error = await failureOf(auditLogs(door));

    expect(error).toMatchObject({ name: errorName, message, upstream: 'CODER', method: 'GET' });
    expect(upstream.traffic.calls).toHaveLength(1);
  });

  it('is told apart: nobody listens', async () => {
    const other = await startSimulatorServer({ answer: () => ({ status: 204 }) });
    await other.close();

    const error = await failureOf(auditLogs(openDoor({ baseUrl: other.url })));

    expect(error).toMatchObject({
      name: unavailable,
      message: `Coder could not be reached for ${audit} (ECONNREFUSED).`,
    });
  });

  it('says of cut and oversize bodies that less may get through', async () => {
    const door = openDoor();
    upstream.faults.next({ kind: 'truncatedBody' });
    upstream.faults.next({ kind: 'hugeBody', bytes: 200_000 });
    upstream.faults.next({ kind: 'status', status: 200, contentType: 'text/html' });

    const defects = [];
    for (let call = 0; call < 3; call += 1) defects.push(await failureOf(auditLogs(door)));

    expect(defects).toMatchObject([
      { bodyDefect: 'CUT' },
      { bodyDefect: 'TOO_LARGE' },
      { bodyDefect: undefined },
    ]);
  });

  it('puts no address, credential or upstream text into an error', async () => {
    const secret = 'the-raw-detail';
    const faults: Fault[] = [
      { kind: 'reset' },
      { kind: 'truncatedBody' },
      { kind: 'neverAnswer' },
      { kind: 'status', status: 500, body: `{"message":"x","detail":"${secret} ${token}"}` },
      { kind: 'status', status: 400, body: `{"message":"${secret}"}` },
      { kind: 'status', status: 401, body: `{"message":"${secret} ${token}"}` },
      { kind: 'status', status: 200, body: `{"audit_logs":[{"time":"${secret}"}]}` },
      { kind: 'status', status: 200, body: `{"audit_logs":[${secret}` },
    ];
    const door = openDoor({ timeoutMs: 600 });

    for (const fault of faults) {
      upstream.faults.next(fault);
      const error = await failureOf(auditLogs(door));
      const told = inspect(error, { depth: 10, showHidden: true });
      expect(told).not.toContain(secret);
      expect(told).not.toContain(token);
      expect(told).not.toContain('127.0.0.1');
    }
  });

  it('recovers: the next call is served', async () => {
    const door = openDoor();
    for (const kind of ['reset', 'truncatedBody', 'endlessHeaders'] as const) {
      upstream.faults.next({ kind });
      await failureOf(auditLogs(door));
    }

    await expect(auditLogs(door)).resolves.toMatchObject({ rows: [] });
  });
});

describe('a rate limit', () => {
  const date = 'Tue, 10 Feb 2026 10:00:00 GMT';
  const second = Date.parse(date) / 1000;

  it.each<[Record<string, string | string[]>, number]>([
    [{}, 1],
    [{ 'Retry-After': '60' }, 60],
    [{ 'Retry-After': ['7', '9'] }, 7],
    [{ 'Retry-After': '0' }, 1],
    [{ 'Retry-After': '99999999' }, 3600],
    [{ 'Retry-After': 'Tue, 10 Feb 2026 10:00:30 GMT' }, 30],
    [{ 'Retry-After': 'soon' }, 1],
    [{ 'X-RateLimit-Reset': String(second + 12) }, 12],
    [{ 'X-RateLimit-Reset': String(second + 12), 'Retry-After': '60' }, 12],
    [{ 'X-RateLimit-Reset': String(second - 12), 'Retry-After': '60' }, 60],
  ])('with %j tells to wait %s seconds', async (headers, expected) => {
    const door = openDoor();
    upstream.faults.next({ kind: 'status', status: 429, headers: { Date: date, ...headers } });

    const error = await failureOf(auditLogs(door));

    expect(error).toBeInstanceOf(UpstreamRateLimitedError);
    expect((error as UpstreamRateLimitedError).retryAfterSeconds).toBe(expected);
  });
});

describe('a caller who leaves', () => {
  it('gets the reason back at once', async () => {
    const controller = new AbortController();
    const reason = new Error('the client left');
    upstream.faults.next({ kind: 'neverAnswer' });

    upstream.beforeCall = () => controller.abort(reason);

    await expect(auditLogs(openDoor(), controller.signal)).rejects.toBe(reason);
    upstream.beforeCall = undefined;
  });

  it('leaves a door that serves the next', async () => {
    const door = openDoor();
    const leaving = new AbortController();
    upstream.faults.next({ kind: 'neverAnswer' });
    upstream.beforeCall = () => leaving.abort(new Error('the client left'));
    await expect(auditLogs(door, leaving.signal)).rejects.toThrow('left');
    upstream.beforeCall = undefined;

    await expect(auditLogs(door)).resolves.toMatchObject({ rows: [] });
  });

  it('makes no call after leaving', async () => {
    const reason = new Error('the client left');

    await expect(auditLogs(openDoor(), AbortSignal.abort(reason))).rejects.toBe(reason);

    expect(upstream.traffic.calls).toHaveLength(0);
  });
});

it('refuses a credential that no header can carry, without a call', async () => {
  const client = createCoderClient(openDoor(), {
    credential: 'a\r\nx-admin: 1',
    requestId: 'request-1',
    signal: new AbortController().signal,
  });

  await expect(client.me()).rejects.toMatchObject({ name: 'UpstreamUnauthenticatedError' });
  expect(upstream.traffic.calls).toHaveLength(0);
});
