import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';
import { eventually } from './support/eventually.ts';

const schema = createVersionSchema();
const alice = { Authorization: 'Bearer token-of-alice' };
const bob = { Authorization: 'Bearer token-of-bob' };

let coder: Simulator;
let gateway: Gateway;

beforeAll(async () => {
  coder = await startVersionServer();
  gateway = await startGateway({
    schema,
    coder: { url: coder.url, token: 'shared-coder-token' },
    config: {
      logLevel: 'debug',
      maxBatchSize: 3,
      gatewayAuth: authBy(['token-of-alice', 'token-of-bob']),
    },
  });
});

afterEach(() => coder.faults.clear());

afterAll(async () => {
  await gateway.close();
  await coder.close();
});

/** The lines of a request, once it is over. */
async function linesOf(requestId: string): Promise<Record<string, unknown>[]> {
  const lines = () =>
    gateway.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['requestId'] === requestId);
  await eventually(() => expect(lines()).not.toEqual([]));
  return lines();
}

function ask(requestId: string, body: unknown, headers: Record<string, string> = alice) {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': requestId, ...headers },
    body: JSON.stringify(body),
  });
}

describe('the log', () => {
  it('has one line for a request: what was asked by name, and what it took', async () => {
    await ask('one', { query: 'query Version { coder }' });

    expect(await linesOf('one')).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        requestId: 'one',
        method: 'POST',
        path: '/graphql',
        status: 200,
        durationMs: expect.any(Number),
        operation: 'Version',
        upstreamCalls: 1,
        caller: expect.stringMatching(/^[\w-]{12}$/),
        message: 'Request',
      },
    ]);
  });

  it('tells the codes of all errors once, and each try of a call', async () => {
    coder.faults.next({ kind: 'status', status: 502 }, 3);

    await ask('failed', { query: '{ a: coder b: coder bindplane }' });

    expect(await linesOf('failed')).toMatchObject([
      {
        operation: 'query',
        status: 200,
        upstreamCalls: 3,
        codes: ['UPSTREAM_NOT_CONFIGURED', 'UPSTREAM_UNAVAILABLE'],
      },
    ]);
  });

  it('has one line for a batch', async () => {
    await ask('batch', [{ query: 'query A { coder }' }, { query: '{ none }' }]);

    expect(await linesOf('batch')).toMatchObject([
      { operation: 'A', codes: ['GRAPHQL_VALIDATION_FAILED'] },
    ]);
  });

  it('keeps requests of one id apart', async () => {
    coder.faults.next({ kind: 'latency', ms: 100 });

    await Promise.all([
      ask('twin', { query: 'query Slow { coder }' }),
      ask('twin', { query: 'query Quick { echo(value: 1) }' }),
    ]);

    await eventually(async () => {
      const calls = (await linesOf('twin')).map((line) => [
        line['operation'],
        line['upstreamCalls'],
      ]);
      expect(calls).toEqual([
        ['Quick', 0],
        ['Slow', 1],
      ]);
    });
  });

  it('tells callers apart without telling who they are', async () => {
    await ask('alice-1', { query: '{ __typename }' });
    await ask('alice-2', { query: '{ __typename }' });
    await ask('bob-1', { query: '{ __typename }' }, bob);

    const [first, second, other] = await Promise.all(
      ['alice-1', 'alice-2', 'bob-1'].map(async (id) => (await linesOf(id))[0]?.['caller']),
    );
    expect(first).toBe(second);
    expect(first).not.toBe(other);
  });

  it.each([
    ['no token', {}, 401, ['UNAUTHENTICATED']],
    ['no JSON', { ...alice, 'Content-Type': 'text/plain' }, 415, ['BAD_USER_INPUT']],
  ])('tells what was refused before it was read: %s', async (what, headers, status, codes) => {
    const id = what.replace(' ', '-');

    await ask(id, { query: '{ __typename }' }, headers);

    expect(await linesOf(id)).toMatchObject([{ status, codes, upstreamCalls: 0 }]);
  });

  it('tells which host was refused for', async () => {
    const headers = { Host: 'evil.example.com', 'X-Request-Id': 'other-host' };

    await plainRequest(`${gateway.url}/graphql`, { headers });

    expect(await linesOf('other-host')).toMatchObject([{ status: 421, codes: ['FORBIDDEN'] }]);
  });

  it('tells that the caller went before its answer came', async () => {
    coder.faults.next({ kind: 'neverAnswer' });
    const called = new Promise<void>((resolve) => (coder.beforeCall = () => resolve()));
    const body = JSON.stringify({ query: 'query Gone { coder }' });
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: gone\r\nAuthorization: ${alice.Authorization}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await called;
    coder.beforeCall = undefined;

    socket.destroy();
    await once(socket, 'close');

    expect(await linesOf('gone')).toMatchObject([{ operation: 'Gone', status: 499 }]);
  });

  it('has health checks for whoever debugs only', async () => {
    await fetch(`${gateway.url}/health/live?a=b`, { headers: { 'X-Request-Id': 'health' } });

    expect(await linesOf('health')).toMatchObject([{ level: 'debug', path: '/health/live' }]);
  });

  it('cuts what a caller made up', async () => {
    const name = 'n'.repeat(256);

    await ask('long', { query: `query ${name} { coder }` });

    expect(await linesOf('long')).toMatchObject([{ operation: 'n'.repeat(100) }]);
  });

  it('never has a query, its values or a credential', async () => {
    const query = 'query Secret($v: Int!) { echo(value: $v) hidden: echo(value: 987654) }';

    await ask('values', { query, variables: { v: 123456 } });
    await ask('wrong', { query: '{ echo(value: "literal-text") }' });
    await ask('token', { query }, { Authorization: 'Bearer wrong-token' });
    await fetch(`${gateway.url}/graphql?query={echo(value:555777)}`, {
      headers: { ...alice, 'X-Request-Id': 'url' },
    });

    for (const id of ['values', 'wrong', 'token', 'url']) await linesOf(id);
    expect(gateway.log.join('')).not.toMatch(
      /987654|123456|literal-text|555777|token-of|wrong-token|shared-coder-token|hidden/,
    );
  });
});

it('logs no request at the level of warnings', async () => {
  const quiet = await startGateway({ schema, config: { logLevel: 'warn' } });

  await quiet.query('{ echo(value: 1) }');
  await quiet.close();

  expect(quiet.log).toEqual([]);
});
