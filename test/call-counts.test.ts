import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEvent, auditLog, uuid } from './support/acme.ts';
import { type Connection, connectionIn, documentFor, findNodes } from './support/list-query.ts';
import type { ListKind } from './support/asked-list.ts';
import { longRun } from './support/long-run.ts';
import { withHint } from './support/page-cursor.ts';
import { Random } from '../src/simulator/random.ts';
import { startWorld } from './support/walk-world.ts';
import type { World } from './support/walk-world.ts';

const days = 200;
const rowsPerDay = 1000;
const eventsPerDay = 60;
const newest = Date.parse('2026-11-20T12:00:00Z');
const pageSize = 25;
const times = longRun ? 60 : 12;

type Arguments = Readonly<Record<string, unknown>>;

describe('upstream calls', () => {
  let world: World;
  let random: Random;
  const table: string[] = [];

  beforeAll(async () => {
    random = new Random(20_261_120);
    world = await startWorld({ coder: '2.35.1', bindplane: 'field' });
    world.coder.database.insert(
      Array.from({ length: days * rowsPerDay }, (_, index) =>
        auditLog(index, {
          time: instantAt(index / rowsPerDay, index % 7),
          action: index % 3 === 0 ? 'create' : index % 3 === 1 ? 'write' : 'delete',
          status_code: index % 11 === 0 ? 403 : 200,
        }),
      ),
    );
    world.bindplane.trail.insert(
      Array.from({ length: days * eventsPerDay }, (_, index) =>
        auditEvent(index, {
          timestamp: instantAt(index / eventsPerDay, index % 5),
          action: index % 9 === 0 ? 'Deleted' : 'Modified',
        }),
      ),
    );
    await page('auditTimeline', { first: 1 });
  });

  afterAll(async () => {
    await world.close();
    if (longRun) process.stdout.write(`\n${table.join('\n')}\n`);
  });

  it.each<[ListKind, Arguments, first: number, next: number, previous: number]>([
    ['auditLogs', {}, 1, 1, 4],
    ['auditLogs', { filter: { actions: ['create', 'delete'] } }, 2, 2, 8],
    ['auditLogs', { filter: { operationTypes: ['CREATE', 'MODIFY', 'DELETE'] } }, 4, 4, 16],
    ['auditLogs', { filter: { statusCodes: [403] } }, 3, 3, 6],
    ['auditEvents', {}, 4, 2, 2],
    ['auditEvents', { filter: { actions: ['deleted'] } }, 5, 8, 8],
    ['auditTimeline', {}, 4, 3, 6],
    ['auditTimeline', { filter: { operationTypes: ['DELETE'] } }, 6, 3, 6],
  ])(
    'of %s %j are few: first, next, previous page',
    async (kind, filter, first, next, previous) => {
      const name = `${kind} ${JSON.stringify(filter)}`;
      expect(
        await most(`${name} first`, 3, () => page(kind, { ...filter, first: pageSize })),
      ).toBeLessThanOrEqual(first);
      let list = await page(kind, { ...filter, first: pageSize });
      const nextCalls = await most(`${name} next`, times, async () => {
        list = await page(kind, { ...filter, first: pageSize, after: list.pageInfo.endCursor });
      });
      const previousCalls = await most(`${name} previous`, times - 1, async () => {
        list = await page(kind, { ...filter, last: pageSize, before: list.pageInfo.startCursor });
      });

      expect(nextCalls).toBeLessThanOrEqual(next);
      expect(previousCalls).toBeLessThanOrEqual(previous);
    },
  );

  it.each<[ListKind, most: number]>([
    ['auditLogs', 12],
    ['auditEvents', 12],
    ['auditTimeline', 24],
  ])('of %s are few for the oldest page, and back from it', async (kind, limit) => {
    expect(
      await most(`${kind} oldest`, 3, () => page(kind, { last: pageSize })),
    ).toBeLessThanOrEqual(limit);
    let list = await page(kind, { last: pageSize });
    const back = await most(`${kind} back from the oldest`, times, async () => {
      list = await page(kind, { last: pageSize, before: list.pageInfo.startCursor });
    });

    expect(back).toBeLessThanOrEqual(6);
  });

  it.each<[ListKind, warm: number, cold: number]>([
    ['auditLogs', 1, 2],
    ['auditEvents', 2, 3],
    ['auditTimeline', 3, 5],
  ])('of %s do not grow with depth, nor much without a hint', async (kind, warm, cold) => {
    const { edges } = await page(kind, { first: 1 });
    const cursor = edges[0]!.cursor;
    const at = (rows: number) => atDepth(cursor, rows);
    const deep = await page(kind, { first: pageSize, after: at(198_950) });
    const warmCalls = await most(`${kind} at depth 199,000`, 1, () =>
      page(kind, { first: pageSize, after: deep.pageInfo.endCursor }),
    );
    const deepest = Math.max(...offsets());
    const coldCalls = await most(`${kind} cold cursor`, times, () =>
      page(kind, { first: pageSize, after: at(random.below(199_000)) }),
    );

    expect(warmCalls).toBeLessThanOrEqual(warm);
    expect(coldCalls).toBeLessThanOrEqual(cold);
    expect(deepest).toBeLessThanOrEqual(rowsPerDay + pageSize);
  });

  it.each<[ListKind, first: number, last: number, count: number]>([
    ['auditLogs', 4, 6, 7],
    ['auditEvents', 4, 6, 6],
    ['auditTimeline', 7, 10, 12],
  ])('of %s are few in a range within a day', async (kind, firstLimit, lastLimit, countLimit) => {
    const first = await most(`${kind} range inside a day, first`, times, () =>
      page(kind, { ...rangeWithin(random), first: pageSize }),
    );
    const last = await most(`${kind} range inside a day, last`, times, () =>
      page(kind, { ...rangeWithin(random), last: pageSize }),
    );
    const counted = await most(`${kind} range inside a day, count`, times, () =>
      count(kind, rangeWithin(random)),
    );

    expect(first).toBeLessThanOrEqual(firstLimit);
    expect(last).toBeLessThanOrEqual(lastLimit);
    expect(counted).toBeLessThanOrEqual(countLimit);
  });

  it.each<[ListKind, most: number]>([
    ['auditLogs', 1],
    ['auditEvents', 10],
    ['auditTimeline', 11],
  ])('of %s are few for a count of everything', async (kind, limit) => {
    expect(await most(`${kind} count`, 3, () => count(kind, {}))).toBeLessThanOrEqual(limit);
  });

  it('are one for each node', async () => {
    const logIds = await idsOf('auditLogs');
    const eventIds = await idsOf('auditEvents');
    const logCalls = await most('node: audit log', times, () => node(logIds));
    const eventCalls = await most('node: audit event', times, () => node(eventIds));

    expect([logCalls, eventCalls]).toEqual([1, 1]);
  });

  async function page(kind: ListKind, variables: Arguments): Promise<Connection> {
    const { data, errors } = await world.gateway.query(documentFor(kind, false), variables);
    expect(errors).toBeUndefined();
    return connectionIn(data);
  }

  async function idsOf(kind: ListKind): Promise<readonly string[]> {
    const { edges } = await page(kind, { first: 100 });
    return edges.map((edge) => edge.node.id);
  }

  async function count(kind: ListKind, variables: Arguments): Promise<void> {
    const filterType = `A${kind.slice(1, -1)}${kind === 'auditTimeline' ? 'e' : ''}Filter`;
    const document = `query ($filter: ${filterType}) { list: ${kind}(filter: $filter) { totalCount } }`;
    const { errors } = await world.gateway.query(document, variables);
    expect(errors).toBeUndefined();
  }

  async function node(ids: readonly string[]): Promise<void> {
    const [found] = await findNodes(world.gateway, [ids[random.below(ids.length)]!]);
    expect(found).not.toBeNull();
  }

  /** The most calls that asking took, of so many times; each is noted in the table. */
  async function most(
    situation: string,
    asked: number,
    ask: () => Promise<unknown>,
  ): Promise<number> {
    const calls: number[] = [];
    for (let time = 0; time < asked; time += 1) {
      world.takeCalls();
      await ask();
      calls.push(world.coder.traffic.calls.length + world.bindplane.traffic.calls.length);
    }
    const average = calls.reduce((sum, one) => sum + one, 0) / calls.length;
    table.push(`| ${situation} | ${average.toFixed(2)} | ${Math.max(...calls)} |`);
    return Math.max(...calls);
  }

  function offsets(): number[] {
    return world.coder.traffic.calls
      .map(({ path }) => Number(new URL(path, world.coder.url).searchParams.get('offset')))
      .concat(0);
  }
});

/** So many days before the newest entry; `microseconds` makes neighbours differ. */
function instantAt(daysAgo: number, microseconds: number): string {
  const time = new Date(newest - daysAgo * 86_400_000).toISOString();
  return `${time.slice(0, 23)}00${microseconds}Z`;
}

/** A cursor without a hint, below so many rows of Coder. */
function atDepth(cursor: string, rows: number): string {
  const at = instantAt(rows / rowsPerDay, rows % 7).replace('Z', '5Z');
  const { text } = withHint({ text: cursor, stands: new Map(), isStop: false }, undefined);
  const [binding, place] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
    string,
    unknown[],
  ];
  const moved = typeof place[0] === 'string' ? [at, uuid('a', 0)] : place.map(() => [at, '']);
  return Buffer.from(JSON.stringify([binding, moved])).toString('base64url');
}

/** A range of most of a day, to the microsecond. */
function rangeWithin(random: Random): Arguments {
  const day = random.below(190);
  return {
    filter: { occurredAt: { gte: instantAt(day + 0.9, 1), lt: instantAt(day + 0.2, 3) } },
  };
}
