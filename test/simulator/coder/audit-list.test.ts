import { afterEach, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../../../src/simulator/coder/coder-simulator.ts';
import type { CoderSimulator } from '../../../src/simulator/coder/coder-simulator.ts';
import type { StoredAuditLog } from '../../../src/simulator/coder/state.ts';
import { ask, auditPage, row, smallCompany, user, userId } from './small-company.ts';

let simulator: CoderSimulator;

afterEach(() => simulator.close());

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** One row a second, newest first by number: row 1 is the oldest. */
function rows(count: number, fields: Partial<StoredAuditLog> = {}): StoredAuditLog[] {
  const start = Date.parse('2026-01-01T00:00:00Z');
  return numbers(count).map((number) =>
    row(number, { time: new Date(start + number * 1000).toISOString(), ...fields }),
  );
}

describe('order and pages', () => {
  it('permutes ties between requests and keeps every row whole', async () => {
    const tied = numbers(12).map((number) => row(number, { time: '2026-03-01T00:00:00Z' }));
    const others = [
      row(13, { time: '2026-03-02T00:00:00Z' }),
      row(14, { time: '2026-02-01T00:00:00Z' }),
    ];
    simulator = await startCoderSimulator(smallCompany({ auditLogs: [...others, ...tied] }));

    const orders = new Set<string>();
    for (let request = 0; request < 5; request += 1) {
      const { audit_logs: page } = await auditPage(simulator, { limit: 20 });
      const ids = page.map(({ id }) => id);
      orders.add(ids.join());
      expect(ids[0]).toBe(row(13).id);
      expect(ids[13]).toBe(row(14).id);
      expect(ids.slice(1, 13).toSorted()).toEqual(tied.map(({ id }) => id));
      for (const entry of page) {
        const number = Number(entry.id.slice(-12));
        expect(entry['resource_target']).toBe(`target-${number}`);
        expect(entry['request_id']).toBe(row(number).request_id);
      }
    }

    expect(orders.size).toBe(5);
  });

  it('loses and repeats tied rows when small pages are walked by offset', async () => {
    const tied = numbers(60).map((number) => row(number, { time: '2026-03-01T00:00:00Z' }));
    simulator = await startCoderSimulator(smallCompany({ auditLogs: tied }));

    const seen: string[] = [];
    for (let offset = 0; offset < 60; offset += 7) {
      const { audit_logs: page } = await auditPage(simulator, { limit: 7, offset });
      seen.push(...page.map(({ id }) => id));
    }

    expect(seen.length).toBe(60);
    expect(new Set(seen).size).toBeLessThan(60);
  });

  it('may send any row of a tie at any offset into it', async () => {
    const tied = numbers(4).map((number) => row(number, { time: '2026-03-01T00:00:00Z' }));
    simulator = await startCoderSimulator(smallCompany({ auditLogs: tied }));

    for (const offset of [0, 3]) {
      const seen = new Set<string>();
      for (let request = 0; request < 40; request += 1) {
        const { audit_logs: page } = await auditPage(simulator, { limit: 1, offset });
        seen.add(page.map(({ id }) => id).join());
      }
      expect([...seen].toSorted()).toEqual(tied.map(({ id }) => id));
    }
  });

  it('repeats itself when started with the same seed', async () => {
    const tied = numbers(30).map((number) => row(number, { time: '2026-03-01T00:00:00Z' }));
    const order = async (seed: number): Promise<string> => {
      simulator = await startCoderSimulator(smallCompany({ auditLogs: tied, seed }));
      const { audit_logs: page } = await auditPage(simulator);
      await simulator.close();
      return page.map(({ id }) => id).join();
    };

    const first = await order(7);

    expect(await order(7)).toBe(first);
    expect(await order(8)).not.toBe(first);
  });

  it('finds deep pages and filtered rows among 200,000', async () => {
    const total = 200_000;
    simulator = await startCoderSimulator(
      smallCompany({ auditLogs: rows(total), version: '2.24.2' }),
    );
    const ids = async (parameters: Readonly<Record<string, string | number>>): Promise<string[]> =>
      (await auditPage(simulator, parameters)).audit_logs.map(({ id }) => id);

    expect(await ids({ limit: 2, offset: 150_000 })).toEqual([row(50_000).id, row(49_999).id]);
    expect(await ids({ limit: 2, offset: total - 1 })).toEqual([row(1).id]);
    expect(await ids({ q: `resource_id:${row(777).resource_id}` })).toEqual([row(777).id]);
    expect(await ids({ q: 'date_to:2026-01-01', limit: 1 })).toEqual([row(86_399).id]);
    expect((await auditPage(simulator, { q: 'date_from:2026-01-02', limit: 1 })).count).toBe(
      total - 86_399,
    );
  });

  it('sees rows that are inserted and removed while it runs', async () => {
    simulator = await startCoderSimulator(smallCompany({ auditLogs: rows(3) }));
    const late = row(9, { time: '2026-01-01T00:00:02.5Z' });

    simulator.database.insert([late]);
    simulator.database.remove([row(1).id]);

    const { audit_logs: page } = await auditPage(simulator);
    expect(page.map(({ id }) => id)).toEqual([row(3).id, late.id, row(2).id]);
    expect(simulator.database.rows.map(({ id }) => id)).toEqual([row(3).id, late.id, row(2).id]);
  });

  it('sends 100 rows when the limit is absent or zero and has no maximum', async () => {
    simulator = await startCoderSimulator(smallCompany({ auditLogs: rows(150) }));

    const lengths: number[] = [];
    for (const limit of ['', '0', '150', '2147483647']) {
      lengths.push((await auditPage(simulator, { limit })).audit_logs.length);
    }

    expect(lengths).toEqual([100, 100, 150, 150]);
  });
});

describe('count', () => {
  it.each([
    [2000, 2000],
    [2001, 2001],
    [2500, 2001],
  ])('of %i rows is %i where it is capped', async (stored, count) => {
    simulator = await startCoderSimulator(smallCompany({ auditLogs: rows(stored) }));

    const { count: first, count_cap } = await auditPage(simulator, { limit: 1 });
    const beyond = await auditPage(simulator, { offset: 5000 });

    expect({ first, count_cap }).toEqual({ first: count, count_cap: 2000 });
    expect(beyond).toEqual({ audit_logs: [], count, count_cap: 2000 });
  });

  it('is exact before 2.30 but zero on an empty page', async () => {
    const state = smallCompany({ auditLogs: rows(2500), version: '2.24.2' });
    simulator = await startCoderSimulator(state);

    const { count, audit_logs: page, ...rest } = await auditPage(simulator, { limit: 1 });
    expect({ count, length: page.length, rest }).toEqual({ count: 2500, length: 1, rest: {} });
    expect(await auditPage(simulator, { offset: 5000 })).toEqual({ audit_logs: [], count: 0 });
  });

  it('sends the cap with an empty log', async () => {
    simulator = await startCoderSimulator(smallCompany());

    const { text } = await ask(simulator, '/audit?limit=5');

    expect(text).toBe('{"audit_logs":[],"count":0,"count_cap":2000}\n');
  });
});

describe('before 2.13', () => {
  it('means no rows by no limit', async () => {
    const behaviour = { zeroLimitMeansNone: true, countsEmptyPages: false, capsCount: false };
    simulator = await startCoderSimulator(smallCompany({ auditLogs: rows(3), behaviour }));

    expect(await auditPage(simulator)).toEqual({ audit_logs: [], count: 0 });
    expect((await auditPage(simulator, { limit: 1 })).count).toBe(3);
  });
});

describe('parameters', () => {
  it('drops a pair with a semicolon or a bad escape in silence', async () => {
    simulator = await startCoderSimulator(smallCompany({ auditLogs: rows(3) }));

    const semicolon = await ask(simulator, '/audit?q=action:create;x&limit=1');
    const badEscape = await ask(simulator, '/audit?q=action:%zz&limit=2');

    expect(semicolon.body).toMatchObject({ count: 3 });
    expect(badEscape.body).toMatchObject({ count: 3 });
  });

  it('drops the second value when the first is empty', async () => {
    simulator = await startCoderSimulator(smallCompany({ auditLogs: rows(3) }));

    const { body } = await ask(simulator, '/audit?q=username:""%20username:nobody&limit=&limit=x');

    expect(body).toMatchObject({ count: 3 });
  });

  it('checks permission first, then pages, then the search', async () => {
    simulator = await startCoderSimulator(smallCompany());
    const path = '/audit?q=foo:bar&limit=-1';

    const asMember = await ask(simulator, path, { as: 'keyid00005-0123456789abcdefghijkl' });
    const asOwner = await ask(simulator, path);

    expect(asMember.status).toBe(403);
    expect(asOwner.body).toEqual({
      message: 'Query parameters have invalid values.',
      validations: [
        {
          field: 'limit',
          detail: 'Query param "limit" must be a valid 32-bit positive integer: value is negative',
        },
      ],
    });
  });
});

describe('people in filters', () => {
  it('finds a deleted user by address only, with whoever uses it now', async () => {
    const address = 'shared@example.com';
    const auditLogs = [row(1, { user_id: userId(10) }), row(2, { user_id: userId(11) })];
    const users = [
      user(10, { username: 'gone', email: address, deleted: true }),
      user(11, { username: 'next', email: address }),
    ];
    simulator = await startCoderSimulator(smallCompany({ auditLogs, users }));

    expect((await auditPage(simulator, { q: 'username:gone' })).count).toBe(0);
    expect((await auditPage(simulator, { q: 'username:NEXT' })).count).toBe(1);
    expect((await auditPage(simulator, { q: `email:${address}` })).count).toBe(2);
  });

  it('takes the name me for the caller even when somebody is called so', async () => {
    const auditLogs = [row(1, { user_id: userId(10) }), row(2, { user_id: userId(1) })];
    const users = [user(10, { username: 'me' })];
    simulator = await startCoderSimulator(smallCompany({ auditLogs, users }));

    const { audit_logs: page } = await auditPage(simulator, { q: 'username:me' });

    expect(page.map(({ id }) => id)).toEqual([row(2).id]);
  });

  it('joins the reason of a build to its row and to the creation of its workspace', async () => {
    const workspace = 'e0000000-0000-4000-8000-000000000001';
    const build = (number: number, reason: string) => ({
      id: `e0000000-0000-4000-8000-00000000001${number}`,
      kind: 'workspace_build' as const,
      deleted: false,
      parent_id: workspace,
      build_number: number,
      build_reason: reason,
    });
    const resources = [build(1, 'initiator'), build(2, 'autostop')];
    const auditLogs = [
      row(1, { resource_type: 'workspace', action: 'create', resource_id: workspace }),
      row(2, { resource_type: 'workspace', action: 'write', resource_id: workspace }),
      row(3, { resource_type: 'workspace_build', resource_id: build(2, '').id }),
    ];
    simulator = await startCoderSimulator(smallCompany({ auditLogs, resources }));
    const found = async (reason: string): Promise<string[]> =>
      (await auditPage(simulator, { q: `build_reason:${reason}` })).audit_logs.map(({ id }) => id);

    expect(await found('initiator')).toEqual([row(1).id]);
    expect(await found('autostop')).toEqual([row(3).id]);
  });
});
