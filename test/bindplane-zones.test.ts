import { describe, expect, it, onTestFinished } from 'vitest';
import { startBindplaneSimulator } from '../src/simulator/bindplane/bindplane-simulator.ts';
import type { BindplaneSimulator } from '../src/simulator/bindplane/bindplane-simulator.ts';
import type { BindplaneKnobs } from '../src/simulator/bindplane/state.ts';
import { auditEvent, bindplaneKey } from './support/acme.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';

const timeout = 300_000;
const day = 86_400;
/** Whether dates with an offset are taken, the zone of those without, and seconds between events. */
const servers: readonly (readonly [BindplaneKnobs['dateFormats'], number | string, number])[] = [
  [['digits'], 'Europe/Berlin', 617],
  [['digits'], 'Europe/Berlin', 600],
  [['digits'], 'Australia/Lord_Howe', 617],
  [['digits'], 'America/New_York', 600],
  [['digits'], 0, 600],
  [['digits', 'zoned'], 'Europe/Berlin', 617],
  [['digits', 'rfc3339'], 'Europe/Berlin', 600],
  [['zoned'], 'Europe/Berlin', 600],
];
const changes = ['2026-03-31T00:00:00Z', '2026-04-07T00:00:00Z', '2026-10-27T00:00:00Z'] as const;

describe('a trail around a change of daylight saving', { timeout }, () => {
  it.each(changes.flatMap((end) => servers.map((server) => [end, ...server] as const)))(
    'up to %s is walked both ways, %j in %s every %i s',
    async (end, dateFormats, zone, gap) => {
      const { gateway, ids } = await start({ end, gap, days: 5, knobs: { dateFormats, zone } });

      expect(await walk(gateway, 'after')).toEqual(ids);
      expect(await walk(gateway, 'before')).toEqual(ids.toReversed());
    },
  );

  it.each(servers)('shows every event by its id, %j in %s every %i s', async (...server) => {
    const [dateFormats, zone, gap] = server;
    const end = '2026-10-25T06:00:00Z';
    const { gateway, ids } = await start({ end, gap, days: 1, knobs: { dateFormats, zone } });
    const { edges } = await page(gateway, { first: 100 });

    for (const { node } of edges) {
      const { data } = await gateway.query(
        'query ($id: ID!) { node(id: $id) { ... on AuditEvent { eventId } } }',
        { id: node.id },
      );
      expect(data).toEqual({ node: { eventId: node.eventId } });
    }
    expect(edges.map(({ node }) => node.eventId)).toEqual(ids.slice(0, 100));
  });
});

describe('a server whose zone changes during a walk', { timeout }, () => {
  it.each([
    [0, 'Europe/Berlin'],
    ['Europe/Berlin', 0],
    [840, -720],
    [0, 330],
  ])('from %s to %s loses no event', async (zone, next) => {
    const end = '2026-11-20T00:00:00Z';
    const { gateway, simulator, ids } = await start({ end, gap: 600, days: 8, knobs: { zone } });
    let calls = 0;
    simulator.faults.rule(() => {
      calls += 1;
      if (calls === 9) simulator.knobs.zone = next;
      return undefined;
    });

    expect(await walk(gateway, 'after')).toEqual(ids);
  });
});

describe('nodes of a server', { timeout }, () => {
  it.each<[string, Partial<BindplaneKnobs>]>([
    ['have zones of their own', { zone: -480 }],
    ['do not all take offsets', { dateFormats: ['digits'], zone: 120 }],
    ['do not all heed dates', { dateFormats: [], badDate: 'ignore' }],
  ])('%s, and no event is lost', async (_what, other) => {
    const knobs: Partial<BindplaneKnobs> = { dateFormats: ['digits', 'zoned'], zone: 60 };
    const end = '2026-11-20T00:00:00Z';
    const { gateway, simulator, ids } = await start({ end, gap: 617, days: 4, knobs });
    let calls = 0;
    simulator.faults.rule(() => {
      calls += 1;
      Object.assign(simulator.knobs, knobs, { badDate: 'reject' }, calls % 3 === 0 ? other : {});
      return undefined;
    });

    expect(await walk(gateway, 'after')).toEqual(ids);
  });
});

describe('an evenly spaced trail', { timeout }, () => {
  it.each([600, 617])('costs one call a page, every %i s', async (gap) => {
    const end = '2026-11-20T00:00:00Z';
    const { gateway, simulator } = await start({ end, gap, days: 20, knobs: { zone: 0 } });
    let after = (await page(gateway, { first: 100 })).pageInfo.endCursor;
    const calls: number[] = [];

    for (let index = 0; index < 15; index += 1) {
      simulator.traffic.reset();
      after = (await page(gateway, { first: 100, after })).pageInfo.endCursor;
      calls.push(simulator.traffic.calls.length);
    }

    expect(calls).toEqual(calls.map(() => 1));
  });
});

describe('a clock that is wrong', { timeout }, () => {
  it.each([
    ['at 1970', '1970-01-01T00:00:00Z', 0],
    ['three days old', new Date(Date.now() - 3 * day * 1000).toISOString(), 0],
    ['in 2099', '2099-01-01T00:00:00Z', 0],
    ['behind by years, like the newest entry', '2020-01-01T00:00:00Z', -8 * 366 * day],
    ['right, while entries are years ahead', new Date().toISOString(), 30 * 366 * day],
  ])('%s hides no event', async (_what, told, ahead) => {
    const end = new Date(Date.now() + ahead * 1000).toISOString();
    // Decades of silence may take more calls than a count has.
    const totalCountPrecision = ahead > 0 ? expect.any(String) : 'EXACT';
    const { gateway, ids } = await start({ end, gap: 600, days: 2, knobs: {}, now: told });

    for (let request = 0; request < 3; request += 1) {
      const { edges, ...count } = await page(gateway, { first: 100, counts: true });
      expect(edges.map(({ node }) => node.eventId)).toEqual(ids.slice(0, 100));
      expect(count).toMatchObject({ totalCount: ids.length, totalCountPrecision });
    }
    expect(await walk(gateway, 'after')).toEqual(ids);
  });
});

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string; readonly eventId: string } }[];
  readonly totalCount?: number;
  readonly totalCountPrecision?: string;
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
  readonly warnings: readonly { readonly code: string }[];
}

/** A gateway before a trail that ends at an instant; `ids` newest first. */
async function start(options: {
  end: string;
  gap: number;
  days: number;
  knobs: Partial<BindplaneKnobs>;
  now?: string;
}): Promise<{ gateway: Gateway; simulator: BindplaneSimulator; ids: readonly string[] }> {
  const { end, gap, days, knobs, now = end } = options;
  const last = Math.floor(Date.parse(end) / 1000) - 7;
  const events = Array.from({ length: Math.floor((days * day) / gap) }, (_, index) =>
    auditEvent(index, { timestamp: new Date((last - index * gap) * 1000).toISOString() }),
  );
  const simulator = await startBindplaneSimulator({
    profile: 'published',
    knobs,
    events,
    users: [],
    keys: { [bindplaneKey]: { role: 'admin' } },
    now: () => now,
  });
  const gateway = await startGateway({ bindplane: { url: simulator.url, token: bindplaneKey } });
  onTestFinished(async () => {
    await gateway.close();
    await simulator.close();
  });
  return { gateway, simulator, ids: events.map(({ id }) => id) };
}

async function page(gateway: Gateway, variables: Record<string, unknown>): Promise<Page> {
  const { data, errors } = await gateway.query<{ auditEvents: Page }>(
    `query ($first: Int, $last: Int, $after: String, $before: String, $counts: Boolean = false) {
      auditEvents(first: $first, last: $last, after: $after, before: $before) {
        edges { node { id eventId } }
        totalCount @include(if: $counts)
        totalCountPrecision @include(if: $counts)
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
        warnings { code }
      }
    }`,
    variables,
  );
  expect(errors).toBeUndefined();
  return data!.auditEvents;
}

/** The ids of the whole trail, in the order of the walk. */
async function walk(gateway: Gateway, direction: 'after' | 'before'): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  for (let isMore = true; isMore;) {
    const [size, end] = direction === 'after' ? ['first', 'endCursor'] : ['last', 'startCursor'];
    const { edges, pageInfo } = await page(gateway, { [size]: 50, [direction]: cursor });
    const shown = edges.map(({ node }) => node.eventId);
    ids.push(...(direction === 'after' ? shown : shown.toReversed()));
    isMore = direction === 'after' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
    cursor = pageInfo[end as 'endCursor'];
  }
  return ids;
}
