import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulatorServer } from '../../src/simulator/simulator-server.ts';
import type { Simulator } from '../../src/simulator/simulator-server.ts';

const body = JSON.stringify({ rows: Array.from({ length: 50 }, (_, index) => index) });

let executed: number;
let simulator: Simulator;

beforeEach(async () => {
  executed = 0;
  simulator = await startSimulatorServer({
    answer() {
      executed += 1;
      return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
    },
  });
});

afterEach(() => simulator.close());

/** Everything the server sends until the connection ends, read from a bare socket. */
async function rawAnswer(limit = Infinity): Promise<{ text: string; error: string | undefined }> {
  const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
  socket.write('GET /rows HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\n\r\n');
  let text = '';
  try {
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.length > limit) break;
    }
    return { text, error: undefined };
  } catch (error) {
    return { text, error: (error as NodeJS.ErrnoException).code };
  }
}

describe('faults on the wire', () => {
  it('answers as usual when no fault is planned', async () => {
    const { text, error } = await rawAnswer();

    expect(error).toBeUndefined();
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.endsWith(body)).toBe(true);
  });

  it('waits before the answer', async () => {
    simulator.faults.next({ kind: 'latency', ms: 60 });
    const start = performance.now();

    const { text } = await rawAnswer();

    expect(performance.now() - start).toBeGreaterThan(55);
    expect(text.endsWith(body)).toBe(true);
  });

  it('sends nothing when it never answers', async () => {
    simulator.faults.next({ kind: 'neverAnswer' });
    const answer = rawAnswer();
    while (simulator.traffic.calls.length === 0) await delay(1);
    await delay(20);
    await simulator.close();

    expect((await answer).text).toBe('');
    expect(executed).toBe(0);
  });

  it('answers a status with its headers and a foreign body', async () => {
    simulator.faults.next({
      kind: 'status',
      status: 502,
      body: '<html>bad gateway</html>',
      contentType: 'text/html',
      headers: { 'Retry-After': '60' },
    });

    const response = await fetch(`${simulator.url}/rows`);

    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('retry-after')).toBe('60');
    expect(await response.text()).toBe('<html>bad gateway</html>');
    expect(executed).toBe(0);
  });

  it('promises more than a truncated body holds and ends in order', async () => {
    simulator.faults.next({ kind: 'truncatedBody' });

    const { text, error } = await rawAnswer();

    expect(error).toBeUndefined();
    expect(text).toContain(`Content-Length: ${body.length}\r\n`);
    expect(text.endsWith(body.slice(0, body.length >> 1))).toBe(true);
  });

  it('executes the call and resets the connection halfway through the body', async () => {
    simulator.faults.next({ kind: 'resetBody' });

    const { text } = await rawAnswer();

    expect(text).toContain(`Content-Length: ${body.length}\r\n`);
    expect(text.endsWith(body.slice(0, body.length >> 1))).toBe(true);
    expect(executed).toBe(1);
  });

  it('resets the connection before any header and executes nothing', async () => {
    simulator.faults.next({ kind: 'reset' });

    expect(await rawAnswer()).toEqual({ text: '', error: 'ECONNRESET' });
    expect(executed).toBe(0);
  });

  it('sends a slow body whole in the end', async () => {
    simulator.faults.next({ kind: 'slowBody', bytesPerSecond: body.length * 10 });
    const start = performance.now();

    const { text } = await rawAnswer();

    expect(performance.now() - start).toBeGreaterThan(90);
    expect(text.endsWith(body)).toBe(true);
  });

  it('streams a huge body of exactly the bytes asked for', async () => {
    simulator.faults.next({ kind: 'hugeBody', bytes: 3_000_001 });

    const response = await fetch(`${simulator.url}/rows`);
    const text = await response.text();

    expect(response.headers.get('content-length')).toBeNull();
    expect(text.length).toBe(3_000_001);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['filler']);
  });

  it('keeps sending header lines', async () => {
    simulator.faults.next({ kind: 'endlessHeaders' });

    const { text } = await rawAnswer(300_000);

    expect(text.length).toBeGreaterThan(300_000);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n(X-Filler: a+\r\n)+/);
    expect(text).not.toContain('\r\n\r\n');
  });

  it('sends one huge header and a complete answer', async () => {
    simulator.faults.next({ kind: 'hugeHeaders', bytes: 100_000 });

    const { text } = await rawAnswer();

    expect(text).toMatch(/\r\nX-Filler: a{100000}\r\n/);
    expect(text.endsWith('\r\n\r\n{}')).toBe(true);
  });

  it('follows a latency with the fault named there', async () => {
    simulator.faults.next({ kind: 'latency', ms: 1, followedBy: { kind: 'status', status: 503 } });

    expect((await fetch(`${simulator.url}/rows`)).status).toBe(503);
  });
});

describe('planning and counting', () => {
  it('takes planned faults first and then asks the rules in order', async () => {
    simulator.faults.next({ kind: 'status', status: 500 }, 2);
    simulator.faults.rule(({ path }) =>
      path === '/a' ? { kind: 'status', status: 429 } : undefined,
    );
    simulator.faults.rule(() => ({ kind: 'status', status: 503 }));

    const statuses: number[] = [];
    for (const path of ['/a', '/b', '/a', '/b']) {
      statuses.push((await fetch(simulator.url + path)).status);
    }
    simulator.faults.clear();
    statuses.push((await fetch(`${simulator.url}/a`)).status);

    expect(statuses).toEqual([500, 500, 429, 503, 200]);
  });

  it('records each call with its status and bytes until it is reset', async () => {
    simulator.faults.next({ kind: 'reset' });
    await rawAnswer();
    await fetch(`${simulator.url}/rows?q=a%20b`, { method: 'POST', headers: { 'X-Probe': '1' } });

    const [first, second] = simulator.traffic.calls;
    expect(first).toMatchObject({ method: 'GET', path: '/rows', status: undefined, bytes: 0 });
    expect(second).toMatchObject({ method: 'POST', path: '/rows?q=a%20b', status: 200 });
    expect(second?.headers['x-probe']).toBe('1');
    expect(second?.bytes).toBeGreaterThan(body.length);
    expect(simulator.traffic.bytes).toBe(second?.bytes);

    simulator.traffic.reset();
    expect(simulator.traffic.calls).toEqual([]);
    expect(simulator.traffic.bytes).toBe(0);
  });

  it('runs the hook before it executes a call', async () => {
    const seen: string[] = [];
    simulator.beforeCall = (call) => {
      seen.push(`${call.path} ${executed}`);
    };

    await fetch(`${simulator.url}/first`);
    await fetch(`${simulator.url}/second`);

    expect(seen).toEqual(['/first 0', '/second 1']);
  });

  it('closes at once while a call is unanswered', async () => {
    simulator.faults.next({ kind: 'neverAnswer' });
    const answer = fetch(`${simulator.url}/rows`).then(
      () => 'answered',
      () => 'ended',
    );
    while (simulator.traffic.calls.length === 0) await delay(1);

    await simulator.close();

    expect(await answer).toBe('ended');
  });
});
