import { describe, expect, it } from 'vitest';
import type { Fault } from '../src/simulator/faults.ts';
import { bindplaneKey, coderToken } from './support/acme.ts';
import { eventsBeside, randomLogs } from './support/audit-trails.ts';
import { patience } from './support/eventually.ts';
import { startGateway } from './support/gateway.ts';
import { type Connection, connectionIn, documentFor } from './support/list-query.ts';
import { Random } from '../src/simulator/random.ts';
import { compareEntries, type SourceName } from './support/trail-oracle.ts';
import { startWorld } from './support/walk-world.ts';
import type { World } from './support/walk-world.ts';

const outages: readonly (readonly [what: string, fault: Fault, code: string])[] = [
  ['answers 502', { kind: 'status', status: 502 }, 'UPSTREAM_UNAVAILABLE'],
  ['answers 503', { kind: 'status', status: 503 }, 'UPSTREAM_UNAVAILABLE'],
  ['resets connections', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  ['never answers', { kind: 'neverAnswer' }, 'UPSTREAM_TIMEOUT'],
  ['is too slow', { kind: 'latency', ms: 2 * patience }, 'UPSTREAM_TIMEOUT'],
  ['dribbles', { kind: 'slowBody', bytesPerSecond: 0.001 }, 'UPSTREAM_TIMEOUT'],
  ['limits its callers', { kind: 'status', status: 429 }, 'RATE_LIMITED'],
  [
    'limits its callers for a second',
    { kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
    'RATE_LIMITED',
  ],
];

const sources = ['CODER', 'BINDPLANE'] as const;

describe.concurrent('auditTimeline', () => {
  it.for(outages.flatMap((outage) => sources.map((source) => [source, ...outage] as const)))(
    'shows once what it lacked while %s %s',
    async ([source, , fault, code], { onTestFinished }) => {
      const world = await startTold(source.length);
      onTestFinished(() => world.close());
      const { faults } = source === 'CODER' ? world.coder : world.bindplane;
      const expected = world.trail.entries.toSorted(compareEntries).map(({ id }) => id);

      const first = await read(world, null);
      faults.rule(() => fault);
      const second = await readDuring(world, source, code, first.pageInfo.endCursor);
      faults.clear();
      let list = await read(world, second.pageInfo.endCursor);
      const shown = [...idsIn(first), ...idsIn(second), ...idsIn(list)];
      const caughtUp = stateOf(list, source);
      while (list.pageInfo.hasNextPage) {
        list = await read(world, list.pageInfo.endCursor);
        shown.push(...idsIn(list));
      }

      expect(stateOf(second, source)).toMatchObject({ isIncluded: false, code });
      expect(second.pageInfo.hasNextPage).toBe(true);
      expect(caughtUp).toMatchObject({ isIncluded: true, code: 'CATCHING_UP' });
      expect(shown.toSorted()).toEqual(expected.toSorted());
    },
  );

  it('waits for a system that is slow but in time', async ({ onTestFinished }) => {
    const world = await startTold(3);
    onTestFinished(() => world.close());
    world.coder.faults.rule(() => ({ kind: 'latency', ms: 300 }));

    const { sources: states } = await read(world, null);

    expect(states?.map(({ code }) => code)).toEqual([null, null]);
  });
});

async function startTold(seed: number): Promise<World> {
  const world = await startWorld({
    coder: '2.35.1',
    bindplane: 'field',
  });
  const random = new Random(seed);
  const logs = randomLogs(random, 120);
  world.trail.restart(logs, eventsBeside(random, logs, 300));
  return world;
}

/** What is to be too late is asked by a replica that does not wait for it. */
async function readDuring(
  world: World,
  source: SourceName,
  code: string,
  after: string | null,
): Promise<Connection> {
  if (code !== 'UPSTREAM_TIMEOUT') return read(world, after);
  const hasty = await startGateway({
    coder: { url: world.coder.url, token: coderToken },
    bindplane: { url: world.bindplane.url, token: bindplaneKey },
    timeouts: { [source.toLowerCase()]: 300 },
  });
  const list = await read({ gateway: hasty }, after);
  await hasty.close();
  return list;
}

async function read(
  { gateway }: Pick<World, 'gateway'>,
  after: string | null,
): Promise<Connection> {
  const { data } = await gateway.query(documentFor('auditTimeline', false), {
    first: 25,
    after,
  });
  return connectionIn(data);
}

function idsIn({ edges }: Connection): string[] {
  return edges.map(({ node }) => node.logId ?? node.eventId ?? '');
}

function stateOf(list: Connection, source: SourceName) {
  return list.sources?.find((one) => one.source === source);
}
