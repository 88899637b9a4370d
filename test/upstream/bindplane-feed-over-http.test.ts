import { afterEach, describe, expect, it } from 'vitest';
import { Budget } from '../../src/feed/budget.ts';
import type { Place } from '../../src/feed/feed.ts';
import { instantOfSecond, parseInstant, secondOf } from '../../src/feed/instant.ts';
import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type { BindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type { BindplaneProfile } from '../../src/simulator/bindplane/profiles.ts';
import { Random } from '../../src/simulator/random.ts';
import { createBindplaneClient } from '../../src/upstream/bindplane/client.ts';
import { createBindplaneFeed } from '../../src/upstream/bindplane/feed.ts';
import { findAuditEvent } from '../../src/upstream/bindplane/find-audit-event.ts';
import type { BindplaneAuditEvent } from '../../src/upstream/bindplane/model.ts';
import { createBindplaneServer } from '../../src/upstream/bindplane/server.ts';
import { createHttpClient } from '../../src/upstream/door/http-client.ts';
import type { HttpClient } from '../../src/upstream/door/http-client.ts';
import { idealEvents, makeTrail } from '../support/bindplane-oracle.ts';
import { patience } from '../support/eventually.ts';

const now = secondOf(parseInstant('2026-03-01T12:00:00Z')!);
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0)) await closable.close();
});

describe.each<BindplaneProfile>(['published', 'field', 'hostile'])('a %s server', (profile) => {
  it.each(['after', 'before'] as const)('is read %s to the end', async (direction) => {
    const { simulator, client } = await start(profile);
    const entries: BindplaneAuditEvent[] = [];
    let place: Place<number> | undefined;
    for (let hasMore = true; hasMore;) {
      const feed = createBindplaneFeed(client(), { range: {} }, new Budget());
      const page = await feed[direction](place, 25);
      entries.push(...(direction === 'after' ? page.entries : page.entries.toReversed()));
      hasMore = page.hasMore;
      if (hasMore) place = page.placeAt(entries.at(-1)!);
      expect(page.warnings).toEqual([]);
    }

    const ideal = idealEvents(simulator.trail, simulator.knobs).map(({ id, at }) => [at, id]);

    expect(entries.map(({ id, at }) => [at, id])).toEqual(
      direction === 'after' ? ideal : ideal.toReversed(),
    );
  });

  it('shows a single event', async () => {
    const { simulator, client } = await start(profile);
    const { id, at } = idealEvents(simulator.trail, simulator.knobs)[77]!;

    const event = await findAuditEvent(client(), { id, at });

    expect([event?.id, event?.at]).toEqual([id, at]);
  });
});

async function start(profile: BindplaneProfile): Promise<{
  simulator: BindplaneSimulator;
  client: () => ReturnType<typeof createBindplaneClient>;
}> {
  const simulator = await startBindplaneSimulator({
    profile,
    events: makeTrail({ kind: 'mixed', size: 220, age: 5, now }, new Random(3)),
    users: [],
    keys: { key: { role: 'admin' } },
    now: () => `${instantOfSecond(now)}Z`,
  });
  const http: HttpClient = createHttpClient({
    upstream: 'BINDPLANE',
    baseUrl: simulator.url,
    timeoutMs: patience,
  });
  open.push(http, simulator);
  const server = createBindplaneServer();
  const scope = { credential: 'key', requestId: 'walk', signal: new AbortController().signal };
  return { simulator, client: () => createBindplaneClient(http, server, scope) };
}
