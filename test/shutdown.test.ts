import { once } from 'node:events';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { runCli, urlIn } from './support/cli.ts';
import { eventually, patience } from './support/eventually.ts';
import { holdCalls } from './support/held-calls.ts';
import { startVersionServer } from './support/version-schema.ts';

let coder: Simulator;

beforeAll(async () => {
  coder = await startVersionServer();
});

afterAll(() => coder.close());

function ask(url: string, query: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Coder-Session-Token': 'token' },
    body: JSON.stringify({ query }),
  });
}

/** Over a connection of its own. */
async function statusOf(url: string): Promise<number> {
  return (await fetch(url, { headers: { Connection: 'close' } })).status;
}

describe('after the signal to stop', () => {
  it('is not ready, yet lives and answers for the delay', async () => {
    const cli = runCli({ CODER_URL: coder.url, SHUTDOWN_DELAY_MS: `${patience}` });
    const url = urlIn(await cli.firstLine);
    const before = await statusOf(`${url}/health/ready`);

    cli.kill('SIGTERM');
    let ready = before;
    while (ready === 200) ready = await statusOf(`${url}/health/ready`);
    const live = await statusOf(`${url}/health/live`);
    const answer = await ask(url, '{ __typename }');

    expect([before, ready, live]).toEqual([200, 503, 200]);
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
    cli.kill('SIGTERM');
    expect(await cli.end).toMatchObject({ code: 128 + constants.signals.SIGTERM, err: '' });
  });

  it('ends well when the delay is over', async () => {
    const cli = runCli({ CODER_URL: coder.url, SHUTDOWN_DELAY_MS: '50' });
    await cli.firstLine;

    cli.kill('SIGTERM');

    expect(await cli.end).toMatchObject({ code: 0, err: '' });
  });

  it('takes no connection while it finishes what it took', async () => {
    const cli = runCli({ CODER_URL: coder.url, SHUTDOWN_TIMEOUT_MS: `${patience}` });
    const url = urlIn(await cli.firstLine);
    const held = holdCalls(coder);
    const answer = ask(url, '{ upstreams { version } }');
    await eventually(() => expect(held.count).toBeGreaterThan(0));

    cli.kill('SIGTERM');
    await eventually(async () => expect(await canConnect(url)).toBe(false));
    held.release();

    expect(await (await answer).json()).toMatchObject({
      data: { upstreams: [{ version: 'v1.2.3' }, {}] },
    });
    expect(await cli.end).toMatchObject({ code: 0, err: '' });
  });

  it('gives up what takes longer than the limit, and ends well', async () => {
    const cli = runCli({ CODER_URL: coder.url, SHUTDOWN_TIMEOUT_MS: '300' });
    const url = urlIn(await cli.firstLine);
    coder.faults.next({ kind: 'neverAnswer' }, 2);
    const called = new Promise<void>((resolve) => (coder.beforeCall = () => resolve()));
    const answer = ask(url, '{ upstreams { version } }').catch((error: unknown) => error);
    await called;
    coder.beforeCall = undefined;

    cli.kill('SIGTERM');

    expect(await cli.end).toMatchObject({ code: 0, err: '' });
    expect(await answer).toBeInstanceOf(Error);
  });
});

describe('METRICS_PORT', () => {
  it('serves metrics where the process says, and not beside the API', async () => {
    const cli = runCli({ CODER_URL: coder.url, METRICS_PORT: '0' });
    const url = urlIn(await cli.firstLine);
    cli.kill('SIGTERM');
    const { out, code } = await cli.end;

    expect(url).not.toBe('');
    expect(out).toMatch(/^Its metrics are at http:\/\/127\.0\.0\.1:\d+\/metrics$/m);
    expect(code).toBe(0);
  });
});

async function canConnect(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
