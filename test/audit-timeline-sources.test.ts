import { afterEach, expect, it } from 'vitest';
import { auditEvent, auditLog } from './support/acme.ts';
import { type Connection, connectionIn, documentFor } from './support/list-query.ts';
import { startWorld } from './support/walk-world.ts';
import type { World, WorldPlan } from './support/walk-world.ts';

let world: World;

afterEach(() => world.close());

it('says nothing of a source when entries tie, in both directions', async () => {
  await startTold({ coder: '2.35.1', bindplane: 'field' });
  const oldest = await read({ last: 1 });

  const newer = await read({ last: 1, before: oldest.pageInfo.startCursor });
  const newest = await read({ last: 1, before: newer.pageInfo.startCursor });
  const older = await read({ first: 2, after: newest.pageInfo.endCursor });

  for (const { sources } of [oldest, newer, newest, older]) {
    expect(sources?.map(({ code }) => code)).toEqual([null, null]);
  }
});

it('does not catch up with a source that is not configured', async () => {
  await startTold({ coder: undefined, bindplane: 'field' });
  const first = await read({ first: 1 });
  const back = await read({ last: 1, before: first.pageInfo.endCursor });
  const on = await read({ first: 1, after: first.pageInfo.endCursor });

  for (const { sources } of [first, back, on]) {
    expect(sources?.map(({ code }) => code)).toEqual(['UPSTREAM_NOT_CONFIGURED', null]);
  }
});

async function startTold(plan: WorldPlan): Promise<void> {
  world = await startWorld(plan);
  const times = ['2026-11-20T10:00:00.5Z', '2026-11-20T10:00:01Z'];
  world.trail.restart(
    times.map((time, index) => auditLog(index, { time })),
    times.map((timestamp, index) => auditEvent(index, { timestamp })),
  );
}

async function read(page: Readonly<Record<string, unknown>>): Promise<Connection> {
  const { data } = await world.gateway.query(documentFor('auditTimeline', false), page);
  return connectionIn(data);
}
