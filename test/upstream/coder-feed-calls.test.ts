import { describe, expect, it } from 'vitest';
import { type InstantRange, secondOf } from '../../src/feed/instant.ts';
import { createCoderFeed } from '../../src/upstream/coder/feed.ts';
import { findAuditLog } from '../../src/upstream/coder/find-audit-log.ts';
import type { CoderAuditLog } from '../../src/upstream/coder/model.ts';
import type { CoderPlace } from '../support/coder-oracle.ts';
import { auditLogRow, type CoderTable, createCoderTable, instant } from '../support/coder-table.ts';
import { microsecond, randomRow } from '../support/coder-trails.ts';
import { Random } from '../../src/simulator/random.ts';

const random = new Random(20_261_120);
const newest = secondOf(instant('2026-11-20T23:00:00Z'));
const day = 86_400;
const pageSize = 25;

interface Trail {
  readonly table: CoderTable;
  readonly rows: readonly CoderAuditLog[];
}

function spread(size: number, days: number): Trail {
  const at = () => microsecond(Math.floor(newest - random.share() * days * day), random.share());
  return trailOf(Array.from({ length: size }, at));
}

function bursts(size: number, days: number): Trail {
  const at: ReturnType<typeof microsecond>[] = [];
  while (at.length < size) {
    const second = Math.floor(newest - random.share() * days * day);
    const width = random.pick([1, 60, 1200]);
    const count = 1 + random.below(400);
    for (let row = 0; row < count; row += 1) {
      at.push(microsecond(second - random.below(width), random.share()));
    }
  }
  return trailOf(at);
}

function trailOf(instants: readonly ReturnType<typeof microsecond>[]): Trail {
  const rows = instants.map((at, index) => auditLogRow({ id: `id-${index}`, at }));
  const table = createCoderTable({ rows });
  return { table, rows: table.rows };
}

const quiet = spread(200_000, 200);
const busy = spread(100_000, 2);
const bursty = bursts(50_000, 1);
const sparse = spread(4_000, 11 * 365);

type Ask = (trail: Trail) => Promise<unknown>;

/** The most calls that asking took, of so many times. */
async function mostCalls(trail: Trail, times: number, ask: Ask): Promise<number> {
  let most = 0;
  for (let time = 0; time < times; time += 1) {
    trail.table.resetCalls();
    await ask(trail);
    most = Math.max(most, trail.table.calls.length);
  }
  return most;
}

function feedOf({ table }: Trail, range: InstantRange = {}) {
  return createCoderFeed(table, { q: '', range });
}

/** A place with the hint that a walk would have there. */
async function walkedTo(trail: Trail, index: number, direction: 'after' | 'before') {
  const feed = feedOf(trail);
  const reading = await feed[direction]({ position: trail.rows[index]! }, pageSize);
  const end = direction === 'after' ? reading.entries.at(-1)! : reading.entries[0]!;
  trail.table.resetCalls();
  return reading.placeAt(end);
}

function anyPlace({ rows }: Trail): CoderPlace {
  return { position: random.pick(rows) };
}

describe('with a right hint', () => {
  it.each([
    ['at depth 1,000 of 200 days', quiet, 1_000],
    ['at depth 50,000 of 200 days', quiet, 50_000],
    ['at depth 199,000 of 200 days', quiet, 199_000],
    ['inside a day of 50,000', busy, 40_000],
    ['over the start of a day', busy, 48_000],
    ['over years of silence', sparse, 2_000],
  ])('the next page takes one call %s', async (_, trail, index) => {
    const place = await walkedTo(trail, index, 'after');

    expect(await mostCalls(trail, 1, () => feedOf(trail).after(place, pageSize))).toBe(1);
  });

  it('skips no more rows than one day has and a page', async () => {
    let place: CoderPlace | undefined;
    const feed = feedOf(quiet);
    let most = 0;
    for (let page = 0; page < 400; page += 1) {
      quiet.table.resetCalls();
      const reading = await feed.after(place, 100);
      most = Math.max(most, ...quiet.table.calls.map(({ offset }) => offset));
      place = reading.placeAt(reading.entries.at(-1)!);
    }

    expect(most).toBeLessThan(1_250);
  });

  it.each([
    ['days of 1,000 entries', quiet, 3],
    ['days of 50,000 entries', busy, 4],
    ['many years', sparse, 7],
  ])('pages backward through %s', async (_, trail, limit) => {
    let place: CoderPlace = await walkedTo(trail, trail.rows.length - 500, 'before');
    const feed = feedOf(trail);
    let calls = 0;

    const most = await mostCalls(trail, 60, async () => {
      const reading = await feed.before(place, pageSize);
      place = reading.placeAt(reading.entries[0]!);
      calls += reading.calls;
    });

    expect(most).toBeLessThanOrEqual(limit);
    expect(calls / 60).toBeLessThan(1.3);
  });
});

describe('without a hint', () => {
  it.each([
    ['days of 1,000 entries', quiet, 3, 5],
    ['days of 50,000 entries', busy, 16, 16],
    ['bursts', bursty, 18, 18],
    ['many years', sparse, 3, 8],
  ])('a page is found in %s', async (_, trail, after, before) => {
    const feed = feedOf(trail);

    expect(
      await mostCalls(trail, 100, () => feed.after(anyPlace(trail), pageSize)),
    ).toBeLessThanOrEqual(after);
    expect(
      await mostCalls(trail, 100, () => feed.before(anyPlace(trail), pageSize)),
    ).toBeLessThanOrEqual(before);
  });

  it.each([
    ['200 days of 1,000', quiet, 12],
    ['days of 50,000', busy, 23],
    ['many years', sparse, 5],
  ])('the oldest entries are found in %s', async (_, trail, limit) => {
    expect(
      await mostCalls(trail, 1, () => feedOf(trail).before(undefined, pageSize)),
    ).toBeLessThanOrEqual(limit);
  });

  it.each([
    ['days of 1,000 entries', quiet, 9],
    ['days of 50,000 entries', busy, 18],
  ])('a stale or forged hint costs a few calls in %s', async (_, trail, limit) => {
    const hints = [
      [0, 1],
      [7, 5000],
      [500, 200],
      [30_000, 1],
      [2 ** 31 - 1, 1],
    ] as const;
    const ask = () =>
      feedOf(trail).after({ ...anyPlace(trail), hint: random.pick(hints) }, pageSize);

    expect(await mostCalls(trail, 100, ask)).toBeLessThanOrEqual(limit);
  });
});

describe('a range to the microsecond', () => {
  it.each([
    ['days of 1,000 entries', quiet, 4, 10],
    ['days of 50,000 entries', busy, 16, 16],
    ['bursts', bursty, 18, 22],
  ])('is found and counted in %s', async (_, trail, page, count) => {
    const range = () => {
      const at = random.pick(trail.rows).at;
      return { gte: microsecond(secondOf(at) - random.below(day), random.share()), lt: at };
    };

    expect(
      await mostCalls(trail, 50, () => feedOf(trail, range()).after(undefined, pageSize)),
    ).toBeLessThanOrEqual(page);
    expect(
      await mostCalls(trail, 50, () => feedOf(trail, range()).before(undefined, pageSize)),
    ).toBeLessThanOrEqual(page);
    expect(
      await mostCalls(trail, 50, () => feedOf(trail, range()).count(2000)),
    ).toBeLessThanOrEqual(count);
  });
});

describe('one audit log', () => {
  const requestId = '5a1c1c4e-0000-4000-8000-000000000001';
  const resourceId = '5a1c1c4e-0000-4000-8000-000000000002';

  it('is found by its request in one call', async () => {
    const row = { ...randomRow(random, instant('2026-11-19T23:59:59.5Z')), request_id: requestId };
    const other = { ...randomRow(random, row.at), request_id: requestId };
    const table = createCoderTable({ rows: [...busy.rows.slice(0, 2000), row, other] });

    const found = await findAuditLog(table, {
      id: row.id,
      at: row.at,
      requestId,
      resourceId: null,
    });

    expect(found?.id).toBe(row.id);
    expect(table.calls).toHaveLength(1);
    expect(table.calls[0]?.q).toBe(
      `request_id:${requestId} date_from:2026-11-19 date_to:2026-11-20`,
    );
  });

  it('is found among many entries of its resource', async () => {
    const rows = busy.rows.slice(0, 50_000).map((row) => ({ ...row, resource_id: resourceId }));
    const trail = { table: createCoderTable({ rows }), rows };

    const most = await mostCalls(trail, 40, async () => {
      const { id, at } = random.pick(rows);
      expect((await findAuditLog(trail.table, { id, at, requestId: null, resourceId }))?.id).toBe(
        id,
      );
    });

    expect(most).toBeLessThanOrEqual(15);
  });

  it('is found by its day alone', async () => {
    const most = await mostCalls(quiet, 40, async ({ table }) => {
      const { id, at } = random.pick(quiet.rows);
      expect((await findAuditLog(table, { id, at, requestId: null, resourceId: null }))?.id).toBe(
        id,
      );
    });

    expect(most).toBeLessThanOrEqual(3);
  });

  it('is nothing when the id or the instant is another', async () => {
    const row = random.pick(quiet.rows);
    const key = { id: row.id, at: row.at, requestId: null, resourceId: null };
    const { table } = quiet;

    expect(await findAuditLog(table, { ...key, id: `${row.id.slice(0, -1)}x` })).toBeUndefined();
    expect(
      await findAuditLog(table, { ...key, at: instant('2001-01-01T00:00:00Z') }),
    ).toBeUndefined();
  });
});
