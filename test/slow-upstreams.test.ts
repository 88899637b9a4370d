import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slowPace } from '../src/simulator/pace.ts';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, startAcme } from './support/acme.ts';
import { FakeClock } from './support/fake-clock.ts';

const page = `query Page($filter: AuditLogFilter, $after: String) {
  list: auditLogs(first: 25, after: $after, filter: $filter) {
    nodes { id: logId }
    pageInfo { hasNextPage endCursor }
    scannedThrough
    warnings { code source message }
  }
}`;
const eventPage = page
  .replace('AuditLogFilter', 'AuditEventFilter')
  .replace('auditLogs', 'auditEvents')
  .replace('logId', 'eventId');
const timeline = page
  .replace('AuditLogFilter', 'AuditTimelineFilter')
  .replace('auditLogs', 'auditTimeline')
  .replace('logId', 'id');
const count = `query Count($filter: AuditLogFilter) {
  auditLogs(filter: $filter) { totalCount totalCountPrecision }
}`;

const rareIp = '198.51.100.1';
/** Every twenty minutes, the newest last. */
const timeOf = (index: number) => new Date(Date.UTC(2026, 0, 15) + index * 1_200_000).toISOString();
const logs = Array.from({ length: 3000 }, (_, index) =>
  auditLog(index, {
    time: timeOf(index),
    ip: index === 10 ? rareIp : '203.0.113.7',
    status_code: index % 7 === 0 ? 500 : 200,
  }),
);
const events = Array.from({ length: 3000 }, (_, index) =>
  auditEvent(index, { timestamp: timeOf(index), ...(index === 10 && { action: 'Deleted' }) }),
);

interface Answer {
  readonly list: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly scannedThrough: string | null;
    readonly warnings: readonly {
      readonly code: string;
      readonly source: string;
      readonly message: string;
    }[];
  };
}

describe('slow upstreams', () => {
  let clock: FakeClock;
  let acme: Acme;

  beforeEach(async () => {
    clock = new FakeClock();
    acme = await startAcme({
      coder: { auditLogs: logs },
      bindplane: { events },
      clock,
      // Time ends before calls do.
      config: { scanBudgetCalls: 100 },
    });
    const pace = { ...slowPace, pass: (ms: number) => clock.pass(ms) };
    acme.coder.pace = pace;
    acme.bindplane.pace = pace;
  });

  afterEach(() => acme.close());

  /** All that a walk finds, and where its pages stopped. */
  async function walk(document: string, filter: Record<string, unknown>) {
    const found: string[] = [];
    const stops: string[] = [];
    let after: string | undefined;
    for (let hasMore = true; hasMore;) {
      const { data, errors } = await acme.gateway.query<Answer>(document, { filter, after });
      expect(errors).toBeUndefined();
      const { nodes, pageInfo, scannedThrough } = data!.list;
      found.push(...nodes.map(({ id }) => id));
      if (scannedThrough !== null) stops.push(scannedThrough);
      ({ hasNextPage: hasMore, endCursor: after } = pageInfo);
    }
    expect(stops).toEqual([...new Set(stops)].toSorted().toReversed());
    return { found, stops };
  }

  /** The first calls to Coder take so long as they do, those that follow for ever. */
  function hangAfter(calls: number): void {
    let answered = 0;
    acme.coder.pace = {
      ...slowPace,
      pass: (ms) => clock.pass((answered += 1) > calls ? 60_000 : ms),
    };
  }

  it('are scanned step by step until the one match is found', async () => {
    const ofCoder = await walk(page, { ip: rareIp });
    const ofBindplane = await walk(eventPage, { actions: ['Deleted'] });

    expect(ofCoder.found).toEqual([logs[10]!.id]);
    expect(ofBindplane.found).toEqual([events[10]!.id]);
    expect(ofCoder.stops.length).toBeGreaterThan(0);
    expect(ofBindplane.stops.length).toBeGreaterThan(0);
  });

  it('leave a page short that says how far it was searched', async () => {
    const { data } = await acme.gateway.query<Answer>(page, { filter: { ip: rareIp } });

    const { nodes, pageInfo, scannedThrough, warnings } = data!.list;
    expect(nodes).toEqual([]);
    expect(pageInfo.hasNextPage).toBe(true);
    expect(warnings).toEqual([
      {
        code: 'SCAN_BUDGET_SPENT',
        source: 'CODER',
        message: expect.stringContaining(`Coder was searched down to ${scannedThrough}`),
      },
    ]);
    expect(clock.ms).toBeLessThan(30_000);
  });

  it('leave the timeline short where one of them stopped', async () => {
    acme.coder.pace = undefined;

    const { data } = await acme.gateway.query<Answer>(timeline, {
      filter: { operationTypes: ['DELETE'] },
    });

    expect(data!.list.warnings).toMatchObject([{ code: 'SCAN_BUDGET_SPENT', source: 'BINDPLANE' }]);
    expect(data!.list.warnings[0]!.message).toContain(data!.list.scannedThrough);
  });

  it('are counted as far as the time allows', async () => {
    const { data } = await acme.gateway.query(count, { filter: { isSuccessful: false } });

    expect(data).toMatchObject({ auditLogs: { totalCountPrecision: 'AT_LEAST' } });
    expect(data!['auditLogs']).toHaveProperty('totalCount', expect.any(Number));
  });

  it('keep what was read when a later call hangs', async () => {
    hangAfter(3);

    const { data, errors } = await acme.gateway.query<Answer>(
      page
        .replace('first: 25', 'first: 100')
        .replace('nodes', 'totalCount totalCountPrecision nodes'),
      { filter: { isSuccessful: false } },
    );

    expect(errors).toBeUndefined();
    expect(data!.list).toMatchObject({
      totalCount: 43,
      totalCountPrecision: 'AT_LEAST',
      pageInfo: { hasNextPage: true },
      warnings: [{ code: 'SCAN_BUDGET_SPENT' }],
    });
    expect(data!.list.nodes).toHaveLength(43);
  });

  it('time out only when the first call is never answered', async () => {
    hangAfter(0);

    const { data, errors } = await acme.gateway.query(page, { filter: { ip: rareIp } });

    expect(data).toEqual({ list: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TIMEOUT', upstream: 'CODER' });
  });

  it('say what to do when a place was not found in time', async () => {
    acme.coder.pace = { ms: 12_000, msPerRow: 0, pass: (ms) => clock.pass(ms) };

    const { errors } = await acme.gateway.query('{ auditLogs(last: 10) { nodes { logId } } }');

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'SCAN_LIMIT_REACHED' });
    expect(errors?.[0]?.message).toContain('Use a narrower filter or range.');
  });
});
