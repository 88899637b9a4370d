import { describe, expect, it } from 'vitest';
import { parseInstant, secondOf } from '../../src/feed/instant.ts';
import { knobsOf } from '../../src/simulator/bindplane/profiles.ts';
import { createRandom } from '../../src/simulator/bindplane/random.ts';
import { createBindplaneFeed } from '../../src/upstream/bindplane/feed.ts';
import { createFakeBindplane, makeTrail } from '../support/bindplane-oracle.ts';

const now = secondOf(parseInstant('2026-03-01T12:00:00Z')!);

describe('the Bindplane feed', () => {
  it('reads the newest page and goes on from its end', async () => {
    const trail = makeTrail({ kind: 'steady', size: 400, age: 5, now }, createRandom(1));
    const fake = createFakeBindplane(trail, knobsOf('field'), now, 1);
    const feed = () => createBindplaneFeed(fake.client(server), { range: {}, scanBudgetCalls: 20 });
    const server = fake.freshServer();

    const first = await feed().after(undefined, 25);
    const second = await feed().after(first.placeAt(first.entries[24]!), 25);

    expect([...first.entries, ...second.entries]).toEqual(fake.events().slice(0, 50));
    expect([first.hasMore, second.hasMore, second.calls]).toEqual([true, true, 1]);
  });
});
