import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/config.ts';
import { createMetrics } from '../src/telemetry/metrics.ts';
import { UnsentAnswers } from '../src/server/answers/unsent-answers.ts';
import { createMetricsServer } from '../src/server/metrics-server.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { auditLog, startAcme } from './support/acme.ts';
import { eventually, patience } from './support/eventually.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const schema = createVersionSchema();
const json = { 'Content-Type': 'application/json' };

let coder: Simulator;
let gateway: Gateway;

beforeAll(async () => {
  coder = await startVersionServer();
  gateway = await startGateway({
    schema,
    coder: { url: coder.url, token: 'shared-coder-token' },
    config: { upstreamRetries: 1, upstreamCooldownMs: patience, maxBatchSize: 2 },
  });
});

afterEach(() => coder.faults.clear());

afterAll(async () => {
  await gateway.close();
  await coder.close();
});

/** Values by name and labels, as Prometheus reads them. */
async function metricsOf({ url }: { readonly url: string }): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

/** How much the action adds to each of the metrics. */
async function growthOf(
  names: readonly string[],
  action: () => Promise<unknown>,
): Promise<(number | undefined)[]> {
  const before = await metricsOf(gateway);
  await action();
  const after = await metricsOf(gateway);
  return names.map((name) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? 0));
}

describe('/metrics', () => {
  it("is in Prometheus' text format", async () => {
    const response = await fetch(`${gateway.url}/metrics`);

    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await response.text()).toMatch(/^# HELP auditgraph_request_duration_seconds /m);
  });

  it('counts requests by status, and errors by code', async () => {
    const growth = await growthOf(
      [
        'auditgraph_request_duration_seconds_count{status="200"}',
        'auditgraph_request_duration_seconds_count{status="415"}',
        'auditgraph_errors_total{code="UPSTREAM_NOT_CONFIGURED"}',
        'auditgraph_errors_total{code="GRAPHQL_PARSE_FAILED"}',
      ],
      async () => {
        await gateway.query('{ a: bindplane b: bindplane }');
        const batch = JSON.stringify([{ query: '{' }, { query: '{ __typename }' }]);
        await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: json, body: batch });
        await fetch(`${gateway.url}/graphql`, { method: 'POST', body: '{' });
        await fetch(`${gateway.url}/health/live`);
      },
    );

    expect(growth).toEqual([2, 1, 2, 1]);
  });

  it('counts calls to upstreams by endpoint and outcome, and retries', async () => {
    const call =
      'auditgraph_upstream_call_duration_seconds_count{upstream="CODER",endpoint="GET /buildinfo",outcome=';
    coder.faults.next({ kind: 'status', status: 502 });
    coder.faults.next({ kind: 'reset' });
    coder.faults.next({ kind: 'status', status: 418 });

    const growth = await growthOf(
      [
        `${call}"502"}`,
        `${call}"UNAVAILABLE"}`,
        `${call}"4xx"}`,
        `${call}"200"}`,
        'auditgraph_upstream_retries_total{upstream="CODER"}',
      ],
      async () => {
        for (let asked = 0; asked < 3; asked += 1) await gateway.query('{ coder }');
      },
    );

    expect(growth).toEqual([1, 1, 1, 1, 1]);
  });

  it('counts calls that were shared, and shows none in flight when all is over', async () => {
    const growth = await growthOf(
      [
        'auditgraph_upstream_calls_unsent_total{upstream="CODER",reason="SHARED"}',
        'auditgraph_upstream_calls{upstream="CODER",state="in_flight"}',
        'auditgraph_upstream_calls{upstream="CODER",state="waiting"}',
      ],
      () => gateway.query('{ a: coder b: coder c: coder }'),
    );

    expect(growth).toEqual([2, 0, 0]);
  });

  it('shows calls in flight', async () => {
    let inFlight: Map<string, number> | undefined;
    coder.beforeCall = async () => {
      inFlight = await metricsOf(gateway);
    };

    await gateway.query('{ coder }');
    coder.beforeCall = undefined;

    const name = 'auditgraph_upstream_calls{upstream="CODER",state="in_flight"}';
    expect(inFlight?.get(name)).toBe(1);
  });

  it("shows the upstreams' breakers, of those that are configured", async () => {
    const down = await startGateway({
      schema,
      coder: { url: 'http://127.0.0.1:1', token: 'shared-coder-token' },
      config: { upstreamRetries: 0, upstreamCooldownMs: patience },
    });
    const name = 'auditgraph_upstream_breaker_state{upstream="CODER"}';
    const before = await metricsOf(down);

    await eventually(async () => {
      await down.query('{ coder }');
      expect((await metricsOf(down)).get(name)).toBe(2);
    });

    expect(before.get(name)).toBe(0);
    expect(before.has(name.replace('CODER', 'BINDPLANE'))).toBe(false);
    await down.close();
  });

  it('counts pages, whole and short', async () => {
    const acme = await startAcme({
      coder: { auditLogs: Array.from({ length: 300 }, (_, index) => auditLog(index + 1)) },
      config: { scanBudgetCalls: 1 },
    });

    await acme.gateway.query('{ auditLogs(first: 2) { nodes { id } } }');
    await acme.gateway.query('{ auditLogs(filter: { ip: "203.0.113.99" }) { nodes { id } } }');

    const metrics = await metricsOf(acme.gateway);
    expect(
      ['whole', 'short'].map((outcome) =>
        metrics.get(`auditgraph_pages_total{field="Query.auditLogs",outcome="${outcome}"}`),
      ),
    ).toEqual([1, 1]);
    await acme.close();
  });

  it('shows the lag of the event loop, memory and descriptors', async () => {
    const metrics = await metricsOf(gateway);

    expect(
      ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'].map((name) =>
        metrics.get(name),
      ),
    ).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('needs no token and counts for no limit', async () => {
    const guarded = await startGateway({
      schema,
      coder: { url: coder.url, token: 'shared-coder-token' },
      config: { gatewayAuth: authBy(['token-of-alice']), rateLimitPerMinute: 1 },
    });

    const statuses = [];
    for (let asked = 0; asked < 3; asked += 1) {
      statuses.push((await fetch(`${guarded.url}/metrics`)).status);
    }

    expect(statuses).toEqual([200, 200, 200]);
    await guarded.close();
  });

  it('gets no label from a caller, and no secret', async () => {
    const before = new Set((await metricsOf(gateway)).keys());
    for (let asked = 0; asked < 20; asked += 1) {
      await gateway.query(
        `query Name${asked} { a${asked}: echo(value: ${asked}) }`,
        { v: asked },
        { 'X-Request-Id': `id-${asked}`, 'User-Agent': `agent-${asked}` },
      );
      await fetch(`${gateway.url}/path-${asked}`);
    }

    const after = await metricsOf(gateway);
    expect([...after.keys()].filter((name) => name.startsWith('auditgraph_'))).toEqual(
      [...before].filter((name) => name.startsWith('auditgraph_')),
    );
    expect([...after.keys()].join('\n')).not.toMatch(/shared-coder-token|127\.0\.0\.1/);
  });
});

describe('metrics on a port of their own', () => {
  it('are there alone', async () => {
    const apart = await startGateway({ schema, config: { metricsPort: 9464 } });
    const config = parseConfig({});
    const parts = {
      metrics: createMetrics(config, { errorCodes: [], cutLimits: [] }),
      unsent: new UnsentAnswers(config),
    };
    const server = createMetricsServer(config, 0, parts);
    const url = await server.listen();

    const statuses = [
      (await fetch(`${apart.url}/metrics`)).status,
      (await fetch(url)).status,
      (await fetch(new URL('/graphql', url))).status,
      (await plainRequest(url, { headers: { Host: 'evil.example.com' } })).status,
    ];

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    expect(statuses).toEqual([404, 200, 404, 421]);
    await server.close();
    await apart.close();
  });
});
