import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestTracer } from '../src/telemetry/request-tracer.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { createTracer } from '../src/telemetry/tracing.ts';
import { runCli, urlIn } from './support/cli.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface Collector {
  readonly url: string;
  readonly spans: readonly Span[];
  /** Whose the spans are. */
  readonly resources: readonly unknown[];
  readonly headers: readonly IncomingHttpHeaders[];
  close(): Promise<void>;
}

/** Takes spans as an OpenTelemetry collector does. */
async function startCollector(): Promise<Collector> {
  const spans: Span[] = [];
  const resources: unknown[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((req, res) => {
    headers.push(req.headers);
    void json(req).then((body) => {
      const { resourceSpans } = body as {
        resourceSpans: { resource: object; scopeSpans: { spans: Span[] }[] }[];
      };
      if (req.url !== '/v1/traces') throw new Error(`There is no ${req.url}`);
      for (const { resource, scopeSpans } of resourceSpans) {
        resources.push(resource);
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      res.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    resources,
    headers,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

let coder: Simulator;
let collector: Collector;

beforeAll(async () => {
  coder = await startVersionServer();
  collector = await startCollector();
});

afterAll(async () => {
  await coder.close();
  await collector.close();
});

describe('a trace', () => {
  let tracer: RequestTracer;
  let gateway: Gateway;

  beforeAll(async () => {
    tracer = createTracer({ url: `${collector.url}/v1/traces`, attributes: {} }, () => undefined);
    gateway = await startGateway({
      schema: createVersionSchema(),
      coder: { url: coder.url },
      config: { upstreamRetries: 1 },
      tracer,
    });
    coder.faults.next({ kind: 'status', status: 503 });
    await gateway.query(
      'query Version { coder echo(value: 424242) bindplane }',
      {},
      {
        'Coder-Session-Token': 'own-token',
        'X-Request-Id': 'traced',
        traceparent: `00-${trace}-${callerSpan}-01`,
        tracestate: 'vendor=value',
      },
    );
    await gateway.query('{ coder }', {}, { 'Coder-Session-Token': 'own-token' });
    await fetch(`${gateway.url}/health/live`);
    await gateway.close();
    await tracer.close();
  });

  it("goes from the caller's span by the request to each upstream call", () => {
    const spans = collector.spans.filter(({ traceId }) => traceId === trace);
    const request = spans.find(({ parentSpanId }) => parentSpanId === callerSpan);

    expect(request?.name).toBe('/graphql');
    expect(
      spans
        .filter(({ parentSpanId }) => parentSpanId === request?.spanId)
        .map(({ name, status }) => [name, status.code]),
    ).toEqual([
      ['CODER GET /buildinfo', 2],
      ['CODER GET /buildinfo', 0],
    ]);
    expect(spans.length).toBe(3);
  });

  it('is passed on to the upstream, of each try its own span', () => {
    const [first, second, other] = coder.traffic.calls.map(({ headers }) => headers);
    const [firstId, secondId] = collector.spans
      .filter(({ name }) => name === 'CODER GET /buildinfo')
      .map(({ spanId }) => spanId);

    expect(first?.['traceparent']).toBe(`00-${trace}-${firstId}-01`);
    expect(second?.['traceparent']).toBe(`00-${trace}-${secondId}-01`);
    expect(second?.['tracestate']).toBe('vendor=value');
    expect(other?.['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    expect(other?.['traceparent']).not.toContain(trace);
  });

  it('tells names, statuses and codes, and nothing that was asked or is secret', () => {
    const request = collector.spans.find(({ parentSpanId }) => parentSpanId === callerSpan);

    expect(request?.attributes).toEqual([
      { key: 'request.id', value: { stringValue: 'traced' } },
      { key: 'graphql.operation.name', value: { stringValue: 'Version' } },
      {
        key: 'graphql.error.codes',
        value: { arrayValue: { values: [{ stringValue: 'UPSTREAM_NOT_CONFIGURED' }] } },
      },
      { key: 'http.response.status_code', value: { intValue: 200 } },
    ]);
    expect(JSON.stringify(collector.spans)).not.toMatch(/own-token|424242|127\.0\.0\.1/);
  });

  it('begins with no health check', () => {
    expect(collector.spans.filter(({ name }) => name === '/graphql').length).toBe(2);
  });
});

describe('the process', () => {
  it('sends its last traces before it ends, with what the collector wants to be told', async () => {
    const cli = runCli({
      CODER_URL: coder.url,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=key-of-collector',
      OTEL_SERVICE_NAME: 'audit',
    });
    const url = urlIn(await cli.firstLine);
    const before = collector.spans.length;

    await fetch(`${url}/graphql?query={__typename}`);
    cli.kill('SIGTERM');

    expect(await cli.end).toMatchObject({ code: 0, err: '' });
    expect(collector.spans.slice(before).map(({ name }) => name)).toEqual(['/graphql']);
    expect(collector.resources.at(-1)).toMatchObject({
      attributes: [{ key: 'service.name', value: { stringValue: 'audit' } }],
    });
    expect(collector.headers.at(-1)?.['x-collector-key']).toBe('key-of-collector');
  });

  it('answers and ends as ever when the collector is gone, and says so', async () => {
    const cli = runCli({
      CODER_URL: coder.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=key-of-collector',
    });
    const url = urlIn(await cli.firstLine);

    const answer = await fetch(`${url}/graphql?query={__typename}`);
    cli.kill('SIGTERM');
    const { code, err } = await cli.end;

    expect([answer.status, code]).toEqual([200, 0]);
    expect(
      err
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([{ level: 'warn', time: expect.any(String), message: 'Traces could not be sent' }]);
  });
});
