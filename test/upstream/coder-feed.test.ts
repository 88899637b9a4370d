import { describe, expect, it } from 'vitest';
import { ScanLimitError } from '../../src/feed/feed-error.ts';
import type { InstantRange } from '../../src/feed/instant.ts';
import { UpstreamBadResponseError } from '../../src/upstream/door/upstream-error.ts';
import { createCoderFeed } from '../../src/upstream/coder/feed.ts';
import type { CoderAuditLog } from '../../src/upstream/coder/model.ts';
import {
  auditLogRow,
  createCoderTable,
  type CoderTable,
  type CoderTableOptions,
  instant,
} from '../support/coder-table.ts';

/** `['a 2026-11-20T05:00:00Z', …]` */
function rowsOf(...lines: readonly string[]): CoderAuditLog[] {
  return lines.map((line) => {
    const [id, time] = line.split(' ');
    return auditLogRow({ id: id!, at: instant(time!) });
  });
}

function openFeed(
  rows: readonly CoderAuditLog[],
  range: InstantRange = {},
  options: Partial<CoderTableOptions> = {},
) {
  const table = createCoderTable({ rows, ...options });
  return { table, feed: createCoderFeed(table, { q: '', range }) };
}

function minutes(count: number, day = '2026-11-20'): CoderAuditLog[] {
  return Array.from({ length: count }, (_, index) => {
    const second = 86_399 - index * Math.floor(86_000 / count);
    const clock = new Date(second * 1000).toISOString().slice(11, 19);
    return auditLogRow({ id: `row-${index}`, at: instant(`${day}T${clock}Z`) });
  });
}

function group(size: number): CoderAuditLog[] {
  const at = instant('2026-11-20T10:00:00.123456Z');
  return Array.from({ length: size }, (_, index) =>
    auditLogRow({ id: String(index).padStart(5, '0'), at }),
  );
}

const idsOf = (rows: readonly CoderAuditLog[]) => rows.map(({ id }) => id).join(' ');
const lastCalls = ({ calls }: CoderTable) => calls.map(({ q, offset }) => `${q} +${offset}`.trim());

describe('a page', () => {
  it('starts at the newest entry with one call and no bound', async () => {
    const { feed, table } = openFeed(minutes(50));

    const page = await feed.after(undefined, 3);

    expect(idsOf(page.entries)).toBe('row-0 row-1 row-2');
    expect(page).toMatchObject({ hasMore: true, calls: 1, warnings: [] });
    expect(table.calls).toEqual([{ q: '', limit: 5, offset: 0 }]);
  });

  it('shows tied entries by id although Coder shuffles them', async () => {
    const at = '2026-11-20T05:00:00Z';
    const { feed } = openFeed(rowsOf(`a ${at}`, `d ${at}`, `b ${at}`, `c ${at}`));

    const first = await feed.after(undefined, 2);
    const second = await feed.after(first.placeAt(first.entries[1]!), 2);

    expect(idsOf([...first.entries, ...second.entries])).toBe('d c b a');
    expect(second.hasMore).toBe(false);
  });

  it('loses no tied entry when the row above its group is removed', async () => {
    const rows = rowsOf(
      'n 2026-11-20T09:00:00Z',
      'm 2026-11-20T08:00:00Z',
      ...['d', 'c', 'b', 'a'].map((id) => `${id} 2026-11-20T05:00:00Z`),
      '0 2026-11-20T01:00:00Z',
    );
    for (let seed = 0; seed < 20; seed += 1) {
      const { feed, table } = openFeed(rows, {}, { seed });
      const page = await feed.after(undefined, 4);
      table.remove(new Set(['n']));

      const next = await feed.after(page.placeAt(page.entries.at(-1)!), 2);

      expect(idsOf(page.entries)).toBe('n m d c');
      expect(idsOf(next.entries)).toBe('b a');
    }
  });

  it('reads through the last second of a day, which no day bound shows', async () => {
    const { feed } = openFeed(
      rowsOf(
        'd 2026-11-21T00:00:00Z',
        'c 2026-11-20T23:59:59.999999Z',
        'b 2026-11-20T23:59:59.000001Z',
        'a 2026-11-20T23:59:59Z',
      ),
      { gte: instant('2026-11-20T00:00:00Z'), lt: instant('2026-11-21T00:00:00Z') },
    );

    const down = await feed.after(undefined, 9);
    const up = await feed.before(undefined, 9);

    expect(idsOf(down.entries)).toBe('c b a');
    expect(idsOf(up.entries)).toBe('c b a');
    expect([down.hasMore, up.hasMore]).toEqual([false, false]);
  });

  it('keeps to the range when the place is outside of it', async () => {
    const { feed } = openFeed(minutes(20), {
      gte: instant('2026-11-20T12:00:00Z'),
      lt: instant('2026-11-20T13:30:00Z'),
    });
    const above = { position: { at: instant('2026-12-01T00:00:00Z'), id: '' } };
    const beneath = { position: { at: instant('2026-11-01T00:00:00Z'), id: '' } };
    const all = idsOf((await feed.after(undefined, 9)).entries);

    expect(all).not.toBe('');
    expect(idsOf((await feed.after(above, 9)).entries)).toBe(all);
    expect(idsOf((await feed.before(beneath, 9)).entries)).toBe(all);
    expect((await feed.before(above, 9)).entries).toEqual([]);
    expect((await feed.after(beneath, 9)).entries).toEqual([]);
  });

  it('asks nothing when no entry can be in the range', async () => {
    for (const range of [
      { gte: instant('2026-11-20T00:00:00Z'), lt: instant('2026-11-20T00:00:00Z') },
      { lt: instant('0001-01-02T00:00:00Z') },
    ]) {
      const { feed, table } = openFeed(minutes(20), range);

      const readings = [await feed.after(undefined, 3), await feed.before(undefined, 3)];

      expect(readings.map(({ entries, hasMore }) => [entries, hasMore])).toEqual([
        [[], false],
        [[], false],
      ]);
      expect(await feed.count(10)).toEqual({ count: 0, precision: 'EXACT' });
      expect(table.calls).toEqual([]);
    }
  });

  it('sends no day that Coder reads as no filter, nor one beyond the year 9999', async () => {
    const rows = rowsOf('b 9999-12-31T23:59:59.5Z', 'a 0001-01-02T00:00:00Z');
    const { feed, table } = openFeed(rows);

    const newest = await feed.before({ position: rows[1]! }, 5);
    const oldest = await feed.after({ position: rows[0]! }, 5);
    const none = await feed.after(
      { position: { at: instant('0001-01-01T10:00:00Z'), id: 'x' } },
      5,
    );

    expect([idsOf(newest.entries), idsOf(oldest.entries), none.entries]).toEqual(['b', 'a', []]);
    expect(lastCalls(table).join()).not.toMatch(/date_to:(0001-01-01|\+)/);
  });

  it('refuses an answer that is not sorted by time', async () => {
    const rows = minutes(3).toReversed();
    const feed = createCoderFeed(
      { auditLogs: async () => ({ rows, count: 3, countCap: 2000 }) },
      { q: '', range: {} },
    );

    await expect(feed.after(undefined, 5)).rejects.toBeInstanceOf(UpstreamBadResponseError);
  });
});

describe('a place', () => {
  it('has a hint that costs one call at any position from the start to the end read', async () => {
    const { feed, table } = openFeed([...minutes(300), ...minutes(300, '2026-11-19')]);
    const page = await feed.after(undefined, 100);
    const between = { at: instant('2026-11-20T20:00:01Z'), id: 'ffff' };

    for (const position of [page.entries[0]!, page.entries[42]!, between, page.entries.at(-1)!]) {
      table.resetCalls();
      await feed.after(page.placeAt(position), 25);

      expect(table.calls).toHaveLength(1);
    }
  });

  it('costs one call backward although every entry has its own day', async () => {
    const days = Array.from(
      { length: 28 },
      (_, index) => `2026-02-${String(index + 1).padStart(2, '0')}`,
    );
    const { feed, table } = openFeed(rowsOf(...days.map((day) => `id-${day} ${day}T10:00:00Z`)));
    const oldest = await feed.before(undefined, 5);
    const newer = await feed.before(oldest.placeAt(oldest.entries[0]!), 5);
    table.resetCalls();

    const page = await feed.before(newer.placeAt(newer.entries[0]!), 5);

    expect(page.entries.map(({ at }) => at.slice(0, 10))).toEqual(days.slice(10, 15).toReversed());
    expect(table.calls).toHaveLength(1);
  });

  it.each([
    ['a negative index', [-1, 1]],
    ['a fraction', [0.5, 1]],
    ['an index beyond 32 bits', [2 ** 31, 1]],
    ['text', ['0', 1]],
    ['too few parts', [0]],
    ['too many parts', [0, 1, null, 1]],
    ['a window that ends before the position', [0, 1, '2026-11-19']],
    ['a window that ends on no day', [0, 1, '2026-11-31']],
    ['a far index in another window', [2001, 1, null]],
    ['an object', { index: 0 }],
    ['null', null],
  ])('drops a hint with %s and keeps the position', (_, hint) => {
    const { feed } = openFeed([]);
    const position = { at: instant('2026-11-20T10:00:00Z'), id: 'x' };

    expect(feed.parsePlace({ position, hint })).toEqual({ position, hint: undefined });
  });

  it.each([[[0, 1]], [[5, 0]], [[7, 3, '2026-12-01']], [[2000, 1, null]]])(
    'keeps the hint %j',
    (hint) => {
      const { feed } = openFeed([]);
      const position = { at: instant('2026-11-20T10:00:00Z'), id: 'x' };

      expect(feed.parsePlace({ position, hint })).toEqual({ position, hint });
    },
  );

  it('lets a forged hint buy neither rows nor a long scan', async () => {
    const { feed, table } = openFeed(minutes(80));
    const position = minutes(80)[40]!;
    const place = feed.parsePlace({ position, hint: [2 ** 31 - 1, 2 ** 31 - 1] });

    const page = await feed.after(place, 5);

    expect(idsOf(page.entries)).toBe('row-41 row-42 row-43 row-44 row-45');
    expect(Math.max(...table.calls.map(({ limit }) => limit))).toBeLessThan(500);
    expect(table.calls[0]?.q).toBe('date_from:2026-11-19 date_to:2026-11-20');
  });
});

describe('a group of entries at one instant', () => {
  it('is paged through up to 5,000 entries', async () => {
    const { feed } = openFeed([...group(5000), ...minutes(3)]);

    const page = await feed.after({ position: { ...group(1)[0]!, id: '02500' } }, 4);
    const back = await feed.before({ position: { ...group(1)[0]!, id: '02500' } }, 4);

    expect(idsOf(page.entries)).toBe('02499 02498 02497 02496');
    expect(idsOf(back.entries)).toBe('02504 02503 02502 02501');
    expect(page.calls).toBeLessThanOrEqual(7);
  });

  it('is refused above 5,000 entries with its instant and a way out', async () => {
    const { feed } = openFeed([...group(5001), ...minutes(3)]);

    for (const reading of [
      feed.after({ position: minutes(3)[0]! }, 50),
      feed.before({ position: { ...group(1)[0]!, id: '' } }, 50),
    ]) {
      const error: unknown = await reading.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ScanLimitError);
      expect(String(error)).toContain('2026-11-20T10:00:00.123456Z');
    }
  });

  it('does not disturb a range that excludes it', async () => {
    const rows = [
      ...group(5001),
      ...rowsOf('b 2026-11-20T10:00:00.123457Z', 'a 2026-11-20T10:00:00.123455Z'),
    ];
    const at = instant('2026-11-20T10:00:00.123456Z');

    const older = await openFeed(rows, { lt: at }).feed.after(undefined, 5);
    const newer = await openFeed(rows, { gte: instant('2026-11-20T10:00:00.123457Z') }).feed.before(
      undefined,
      5,
    );

    expect([idsOf(older.entries), idsOf(newer.entries)]).toEqual(['a', 'b']);
  });
});

describe('a search', () => {
  it('gives up after 40 calls, and a count says that there may be more', async () => {
    let calls = 0;
    const position = { at: instant('2026-11-20T10:00:00Z'), id: 'x' };
    const feed = createCoderFeed(
      {
        auditLogs: async ({ limit }) => {
          calls += 1;
          const rows = Array.from({ length: limit }, (_, index) =>
            auditLogRow({ id: `${calls}-${index}`, at: instant('2026-11-20T11:00:00Z') }),
          );
          return { rows, count: 2001, countCap: 2000 };
        },
      },
      { q: '', range: { lt: instant('2026-11-20T10:30:00Z') } },
    );

    await expect(feed.after({ position }, 5)).rejects.toBeInstanceOf(ScanLimitError);
    expect(calls).toBe(40);
    expect(await feed.count(9)).toEqual({ count: 0, precision: 'AT_LEAST' });
  });
});

function countOf(size: number, cap: number) {
  return openFeed(minutes(size), {}, { countCap: 15 }).feed.count(cap);
}

describe('a count', () => {
  it('is free after the first page', async () => {
    const { feed, table } = openFeed(minutes(50));
    await feed.after(undefined, 3);
    table.resetCalls();

    expect(await feed.count(2000)).toEqual({ count: 50, precision: 'EXACT' });
    expect(table.calls).toEqual([]);
  });

  it('is exact up to the cap and says so beyond', async () => {
    expect(await countOf(15, 2000)).toEqual({ count: 15, precision: 'EXACT' });
    expect(await countOf(16, 2000)).toEqual({ count: 16, precision: 'AT_LEAST' });
    expect(await countOf(10, 10)).toEqual({ count: 10, precision: 'EXACT' });
    expect(await countOf(11, 10)).toEqual({ count: 10, precision: 'AT_LEAST' });
  });

  it('is exact on servers without a cap', async () => {
    const { feed } = openFeed(minutes(50), {}, { countCap: null });

    expect(await feed.count(2000)).toEqual({ count: 50, precision: 'EXACT' });
  });
});
