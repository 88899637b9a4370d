import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/feed/budget.ts';
import { parseInstant, secondOf } from '../../src/feed/instant.ts';
import { knobsOf } from '../../src/simulator/bindplane/profiles.ts';
import { Random } from '../../src/simulator/random.ts';
import { createBindplaneFeed } from '../../src/upstream/bindplane/feed.ts';
import { createFakeBindplane, makeEvent } from '../support/bindplane-oracle.ts';

const now = secondOf(parseInstant('2026-03-01T12:00:00Z')!);
const day = 86_400;
const gap = 130;
const sizes = [50, 1, 100, 2, 25, 3, 100, 10, 1, 1, 75, 5];

describe('the newest page of a trail that is silent for days', () => {
  it.each(sizes)('costs one call and half a page more than it shows, of %i', async (limit) => {
    const trail = quietTrail();
    await trail.read(limit);

    const { calls, rows } = await trail.read(limit);

    expect(calls).toBe(1);
    expect(rows).toBeLessThanOrEqual(Math.ceil(1.5 * (limit + 1)) + 2);
  });

  it('costs one call whatever the size of the page before was', async () => {
    const trail = quietTrail();
    await trail.read(25);

    for (const limit of sizes) {
      const { calls, rows } = await trail.read(limit);

      expect(calls).toBe(1);
      expect(rows).toBeLessThanOrEqual(1.6 * (limit + 1) + 2);
    }
  });

  it('leads to a next page that costs one call', async () => {
    const trail = quietTrail();

    for (const limit of sizes) {
      const { page } = await trail.read(limit);
      const next = await trail.read(limit, page.placeAt(page.entries.at(-1)!));

      expect(next.calls).toBe(1);
      expect(next.rows).toBeLessThanOrEqual(1.6 * (limit + 1) + 2);
    }
  });

  it('costs one call when new events end the silence', async () => {
    const trail = quietTrail();
    await trail.read(50);
    const calls: number[] = [];

    for (let second = 0; second < 60; second += 1) {
      trail.insert(now - 30 + second);
      trail.moveClock(1);
      calls.push((await trail.read(50)).calls);
    }

    expect(calls).toEqual(calls.map(() => 1));
  });

  it.each(sizes)('soon costs one call although no answer was longer, of %i', async (limit) => {
    const trail = quietTrail(1800);
    await trail.read(limit);
    await trail.read(limit);

    expect((await trail.read(limit)).calls).toBe(1);
  });

  it('is not looked for in all that may have come while nobody looked', async () => {
    const trail = quietTrail();
    await trail.read(50);
    trail.moveClock(30 * day);
    for (let second = 0; second < 30 * day; second += gap) trail.insert(now + second);

    const { calls, rows } = await trail.read(50);

    // Two calls prove the dates anew, as on every day.
    expect(calls).toBe(3);
    expect(rows).toBeLessThan(100);
  });

  it('is found in small answers when the silence went on meanwhile', async () => {
    const trail = quietTrail();
    await trail.read(50);
    trail.moveClock(30 * day);

    const { calls, rows } = await trail.read(50);

    expect(calls).toBeLessThanOrEqual(8);
    expect(rows).toBeLessThan(100);
  });
});

/** 20,000 events, 130 s apart. */
function quietTrail(age = 8 * day) {
  const random = new Random(8);
  const eventAt = (second: number) => makeEvent(BigInt(second) * 1_000_000_000n, random);
  const events = Array.from({ length: 20_000 }, (_, index) => eventAt(now - age - gap * index));
  const fake = createFakeBindplane(events, knobsOf('field'), now, 1);
  const server = fake.freshServer();
  return {
    insert: (second: number) => fake.trail.insert([eventAt(second)]),
    moveClock(seconds: number) {
      fake.now += seconds;
    },
    async read(
      limit: number,
      from?: Parameters<ReturnType<typeof createBindplaneFeed>['after']>[0],
    ) {
      const client = fake.client(server);
      let rows = 0;
      const feed = createBindplaneFeed(
        {
          server,
          async auditEvents(query) {
            const answer = await client.auditEvents(query);
            rows += answer.received;
            return answer;
          },
        },
        { range: {} },
        new Budget(),
      );
      const page = await feed.after(from, limit);
      expect(page.entries).toHaveLength(limit);
      return { page, calls: page.calls, rows };
    },
  };
}
