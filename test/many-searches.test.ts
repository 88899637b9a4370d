import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownResourceTypes } from '../src/upstream/coder/known-values.ts';
import type { Acme } from './support/acme.ts';
import { auditLog, startAcme, uuid } from './support/acme.ts';

const rare = [...knownResourceTypes].slice(-9);

describe('many searches', () => {
  let acme: Acme;

  beforeAll(async () => {
    const rows = Array.from({ length: 6000 }, (_, index) =>
      auditLog(index, {
        time: new Date(Date.parse('2026-02-01T00:00:00Z') + index * 60_000).toISOString(),
        resource_type: index % 20 === 0 ? rare[(index / 20) % 9]! : 'workspace',
        ip: index % 40 === 0 ? '10.0.0.1' : '10.0.0.2',
      }),
    );
    acme = await startAcme({ coder: { auditLogs: rows } });
  });

  afterAll(() => acme.close());

  it('make the page and the count of nine rare types exact', async () => {
    acme.coder.traffic.reset();

    const list = await read({ resourceTypes: rare });

    expect(list).toMatchObject({ totalCount: 300, totalCountPrecision: 'EXACT' });
    expect(list.nodes.map(({ logId }) => logId)).toEqual(newest(20, 25));
    expect(list.scannedThrough).toBeNull();
    expect(acme.coderCalls().length).toBeLessThanOrEqual(11);
  });

  it('leave only the rows of these types to be scanned', async () => {
    const list = await read({ resourceTypes: rare, ip: '10.0.0.1' });

    expect(list).toMatchObject({ totalCount: 150, totalCountPrecision: 'EXACT' });
    expect(list.nodes.map(({ logId }) => logId)).toEqual(newest(40, 25));
  });

  it('count what is scanned for because it is most of all', async () => {
    const actions = [
      'create',
      'write',
      'delete',
      'start',
      'stop',
      'login',
      'logout',
      'open',
      'close',
    ];
    acme.coder.traffic.reset();

    const page = await read({ actions }, 'nodes { logId } scannedThrough');
    const calls = acme.coderCalls().length;
    const count = await read({ actions, resourceTypes: [rare[0]!] });

    expect(page.nodes).toHaveLength(25);
    expect(calls).toBe(1);
    expect(count).toMatchObject({ totalCount: 34, totalCountPrecision: 'EXACT' });
  });

  it('keep the budget of a scan', async () => {
    acme.coder.traffic.reset();

    await read({ resourceTypes: [...rare, 'workspace'], ip: '203.0.113.9' });

    expect(acme.coderCalls().length).toBeLessThanOrEqual(20);
  });

  async function read(
    filter: object,
    fields = 'totalCount totalCountPrecision scannedThrough nodes { logId }',
  ): Promise<List> {
    const { data } = await acme.gateway.query<{ auditLogs: List }>(
      `query ($filter: AuditLogFilter) { auditLogs(filter: $filter) { ${fields} } }`,
      { filter },
    );
    return data!.auditLogs;
  }
});

interface List {
  readonly totalCount: number;
  readonly totalCountPrecision: string;
  readonly scannedThrough: string | null;
  readonly nodes: readonly { readonly logId: string }[];
}

function newest(step: number, count: number): readonly string[] {
  const last = 6000 - step;
  return Array.from({ length: count }, (_, index) => uuid('a', last - index * step));
}
