import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Exchange } from '../src/server/exchange.ts';
import { answerHealth } from '../src/server/health.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { patience } from './support/eventually.ts';
import { FakeClock } from './support/fake-clock.ts';
import { callsAreInFlight } from './support/gateway-metric.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const schema = createVersionSchema();
const json = { 'Content-Type': 'application/json' };

let coder: Simulator;
let bindplane: Simulator;
let gateway: Gateway;

beforeAll(async () => {
  coder = await startVersionServer();
  bindplane = await startVersionServer();
  gateway = await startGateway({
    schema,
    coder: { url: coder.url, token: 'shared-coder-token' },
    bindplane: { url: bindplane.url, token: 'shared-bindplane-key' },
    config: { maxBodyBytes: 2000 },
  });
});

afterAll(async () => {
  await gateway.close();
  await coder.close();
  await bindplane.close();
});

function post(body: BodyInit, headers: Record<string, string> = json): Promise<Response> {
  const init = { method: 'POST', headers, body, duplex: 'half' };
  return fetch(`${gateway.url}/graphql`, init);
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}${path}`, { headers, redirect: 'manual' });
}

describe('a path', () => {
  it('tells that the process lives and is ready', async () => {
    const live = await get('/health/live');
    const ready = await get('/health/ready?verbose');

    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }]);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  });

  it('tells that the process shuts down', () => {
    const req = new IncomingMessage(new Socket());
    req.url = '/health/ready';

    const answer = answerHealth(() => false)(new Exchange(req, new ServerResponse(req)));

    expect(answer).toMatchObject({ status: 503, body: '{"status":"shutting down"}' });
  });

  it('leads a browser from the top to GraphiQL', async () => {
    const response = await get('/');

    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
  });

  it.each(['/health', '/graphql//', '//graphql', '/other/graphql', '/other?a=/graphql', '/%20'])(
    'does not exist: %j',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});

describe('a request', () => {
  it('is answered when it is a query in a URL', async () => {
    const query = 'query ($v: Int!) { echo(value: $v) }';

    const response = await get(`/graphql?${new URLSearchParams({ query, variables: '{"v":7}' })}`);

    expect(await response.json()).toEqual({ data: { echo: 7 } });
  });

  it('is answered when it ends like a health check', async () => {
    const operationName = '/health';

    const response = await get(`/graphql?query={__typename}&operationName=${operationName}`);

    expect(response.status).toBe(400);
  });

  it.each([
    ['variables', 'query={__typename}&variables={'],
    ['extensions', 'query={__typename}&extensions={'],
  ])('is refused when the %s in its URL are no JSON', async (_what, parameters) => {
    const response = await get(`/graphql?${parameters}`);

    expect([response.status, await response.json()]).toEqual([
      400,
      {
        errors: [
          {
            message: 'The URL holds JSON that is not valid.',
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      },
    ]);
  });

  it('is refused when it is a mutation by GET', async () => {
    const response = await get('/graphql?query=mutation{touch}');

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('is answered when it is a mutation by POST', async () => {
    expect(await gateway.query('mutation { touch }')).toEqual({ data: { touch: 'touched' } });
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('is refused when it is a %s', async (method) => {
    const response = await fetch(`${gateway.url}/graphql`, { method });

    expect(response.status).toBe(405);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
    'may be of type %s',
    async (type) => {
      const response = await post('{"query":"{ __typename }"}', { 'Content-Type': type });

      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/graphql+json',
    'application/jsonp',
    'text/plain; application/json',
  ])('is refused when it is of type %s', async (type) => {
    const response = await post('{"query":"{ __typename }"}', { 'Content-Type': type });

    expect([response.status, await response.json()]).toEqual([
      415,
      {
        errors: [
          {
            message: 'A POST request takes application/json only.',
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      },
    ]);
  });

  it.each(['{', '', 'null', '7', '[]'])('is refused when its body is %j', async (body) => {
    const response = await post(body);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('is refused when its body is larger than it may be', async () => {
    const body = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(3000) } });

    const response = await post(body);

    expect([response.status, await response.json()]).toEqual([
      413,
      {
        errors: [
          {
            message: `The request body has ${body.length} bytes; the limit is 2000 (MAX_BODY_BYTES).`,
            extensions: { code: 'QUERY_TOO_COMPLEX' },
          },
        ],
      },
    ]);
  });

  it('is refused when a body of unknown length grows too large', async () => {
    const chunks = new Blob(['x'.repeat(3000)]).stream();

    const response = await post(chunks);

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringMatching(/more than 2000 bytes/) }],
    });
  });

  it('may have a body exactly as large as allowed', async () => {
    const body = '{"query":"{ __typename }"}'.padEnd(2000);

    expect(await (await post(body)).json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('the deadline', () => {
  it('fails the fields that wait, and leaves the others', async () => {
    const clock = new FakeClock();
    const timed = await startGateway({
      schema,
      coder: { url: coder.url, token: 'shared-coder-token' },
      bindplane: { url: bindplane.url, token: 'shared-bindplane-key' },
      config: { upstreamTimeoutMs: 2 * patience },
      clock,
    });
    coder.faults.next({ kind: 'neverAnswer' });

    const answer = timed.query('{ coder bindplane }');
    await callsAreInFlight(timed, { CODER: 1, BINDPLANE: 0 });
    clock.pass(patience);
    const { data, errors } = await answer;
    await timed.close();

    expect(data).toEqual({ coder: null, bindplane: 'v1.2.3' });
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Coder had not answered when the time for the whole request was over.',
        path: ['coder'],
        extensions: { code: 'UPSTREAM_TIMEOUT', upstream: 'CODER' },
      }),
    ]);
  });

  it('ends a request whose body does not arrive', async () => {
    const hasty = await startGateway({ schema, config: { requestTimeoutMs: 100 } });
    const { port } = new URL(hasty.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );

    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /);
    socket.destroy();
    await hasty.close();
  });
});

it('logs nothing when the caller goes in the middle of its request', async () => {
  const { port } = new URL(gateway.url);
  const socket = connect(Number(port), '127.0.0.1');
  const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  socket.write(`${head}Content-Length: 9\r\n\r\n{`);
  await get('/health/live');

  socket.destroy();
  await once(socket, 'close');
  await get('/health/live');

  expect(gateway.log).toEqual([]);
});

it('ends upstream calls when the caller goes', async () => {
  let arrived: (request: IncomingMessage) => void;
  const arrival = new Promise<IncomingMessage>((resolve) => (arrived = resolve));
  const silent = createServer((request) => arrived(request)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const waiting = await startGateway({
    schema,
    coder: { url: `http://127.0.0.1:${port}`, token: 'shared-coder-token' },
  });
  const caller = new AbortController();
  const response = fetch(`${waiting.url}/graphql`, {
    method: 'POST',
    headers: json,
    body: '{"query":"{ coder }"}',
    signal: caller.signal,
  });

  const { socket } = await arrival;
  caller.abort();

  await expect(response).rejects.toThrow(/abort/);
  await once(socket, 'close');
  await waiting.close();
  silent.close();
});
