import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../src/config/config.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';

const size = 8_000_000;
const minutes = { timeout: 300_000 };

let gateway: Gateway;
let asked = 0;

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      large: {
        type: GraphQLString,
        resolve: () => {
          asked += 1;
          return 'x'.repeat(size);
        },
      },
    },
  }),
});

async function start(config: Partial<Config>): Promise<void> {
  asked = 0;
  gateway = await startGateway({
    schema,
    coder: { url: 'http://127.0.0.1:1' },
    config: { logLevel: 'info', ...config },
  });
}

afterEach(() => gateway.close());

function post(caller: string): string {
  const body = '{"query":"{ large }"}';
  return [
    'POST /graphql HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Coder-Session-Token: ${caller}`,
    `Content-Length: ${body.length}\r\n\r\n${body}`,
  ].join('\r\n');
}

const bySafeMethod = 'GET /graphql?query={large} HTTP/1.1\r\nHost: localhost\r\n\r\n';
const page = 'GET /graphql HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n';

/** Sends these bytes, and reads no more than the beginning of what comes back. */
async function askWithoutReading(bytes: string): Promise<Socket> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'readable');
  return socket;
}

/** Reads on, until so many bytes came or the connection ends. */
async function read(socket: Socket, enough = Number.POSITIVE_INFINITY): Promise<number> {
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= enough) socket.destroy();
  });
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return bytes;
}

function cutLines(): Record<string, unknown>[] {
  return gateway.log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ cut }) => cut !== undefined);
}

describe('an answer that is not read', () => {
  it('is cut some time after the deadline, and the log says so', minutes, async () => {
    await start({ requestTimeoutMs: 3000 });
    const slow = await askWithoutReading(post('slow'));

    await vi.waitFor(() => expect(cutLines()).toHaveLength(1), minutes);

    expect(await read(slow)).toBeLessThan(size);
    expect(cutLines()).toMatchObject([{ status: 499, cut: 'REQUEST_TIMEOUT_MS' }]);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toContain('auditgraph_answers_cut_total{limit="REQUEST_TIMEOUT_MS"} 1');
  });

  it.each([
    ['by POST', post('slow')],
    ['by GET', bySafeMethod],
    ['that is a page', page],
  ])('counts against the limit of the process %s', minutes, async (_what, bytes) => {
    await start({ maxUnsentBytes: 1_000_000, requestTimeoutMs: 600_000 });

    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);

    await vi.waitFor(
      () => expect(cutLines()).toMatchObject([{ cut: 'MAX_UNSENT_BYTES' }]),
      minutes,
    );
    expect(await read(socket)).toBeLessThan(size);
  });

  it('is cut for the caller who makes most wait, the longest first', minutes, async () => {
    await start({ maxUnsentBytes: 2.5 * size, requestTimeoutMs: 600_000 });
    const other = await askWithoutReading(post('other'));
    const first = await askWithoutReading(post('slow'));

    const second = await askWithoutReading(post('slow'));

    await vi.waitFor(() => expect(cutLines()).toHaveLength(1), minutes);
    expect(await read(first)).toBeLessThan(size);
    expect(await read(second, size)).toBeGreaterThanOrEqual(size);
    expect(await read(other, size)).toBeGreaterThanOrEqual(size);
  });

  it('is still sent whole when the gateway stops', minutes, async () => {
    await start({ shutdownTimeoutMs: 600_000 });
    const slow = await askWithoutReading(post('slow'));

    const stopped = gateway.close();

    expect(await read(slow)).toBeGreaterThan(size);
    await stopped;
    await start({});
  });
});

describe('a connection with many requests at once', () => {
  it('has one at work, and the next when that is read', minutes, async () => {
    await start({ requestTimeoutMs: 600_000 });

    const socket = await askWithoutReading(post('slow').repeat(4));
    await fetch(`${gateway.url}/health/live`);
    const askedBefore = asked;

    expect(await read(socket, 4 * size)).toBeGreaterThanOrEqual(4 * size);
    expect([askedBefore, asked]).toEqual([1, 4]);
  });

  it('leaves nothing behind when it ends too early', minutes, async () => {
    await start({ shutdownTimeoutMs: 600_000 });
    const socket = await askWithoutReading(post('slow').repeat(4));

    socket.destroy();
    await once(socket, 'close');
    await gateway.close();

    expect(asked).toBeLessThan(4);
    await start({});
  });
});
