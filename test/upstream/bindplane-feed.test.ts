import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/feed/budget.ts';
import { instantOfSecond, parseInstant, secondOf } from '../../src/feed/instant.ts';
import type { Instant } from '../../src/feed/instant.ts';
import { knobsOf } from '../../src/simulator/bindplane/profiles.ts';
import { Random } from '../../src/simulator/random.ts';
import type { BindplaneKnobs, StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';
import { createBindplaneFeed } from '../../src/upstream/bindplane/feed.ts';
import type { BindplaneFeedQuery } from '../../src/upstream/bindplane/feed.ts';
import { findAuditEvent } from '../../src/upstream/bindplane/find-audit-event.ts';
import type { BindplaneServer } from '../../src/upstream/bindplane/server.ts';
import {
  UpstreamBadResponseError,
  UpstreamUnavailableError,
} from '../../src/upstream/door/upstream-error.ts';
import { createFakeBindplane, makeEvent, makeTrail } from '../support/bindplane-oracle.ts';
import type { FakeBindplane, TrailKind } from '../support/bindplane-oracle.ts';

const now = secondOf(parseInstant('2026-03-01T12:00:00Z')!);

describe('a Bindplane feed', () => {
  it('reads a page in one call once it knows the server', async () => {
    const { fake, server } = await warm('steady');

    const first = await feedOf(fake, server).after(undefined, 25);
    const second = await feedOf(fake, server).after(first.placeAt(first.entries[24]!), 25);

    expect([...first.entries, ...second.entries]).toEqual(fake.events().slice(0, 50));
    expect([first.calls, second.calls]).toEqual([1, 1]);
  });

  it('reads the same page whatever the hint says', async () => {
    const { fake, server } = await warm('mixed');
    const [from, expected] = [fake.events()[99]!, fake.events().slice(100, 125)];

    for (const hint of [undefined, 60, 4000, 34_560_000]) {
      const feed = feedOf(fake, server);
      const page = await feed.after(feed.parsePlace({ position: from, hint }), 25);

      expect(page.entries).toEqual(expected);
    }
  });

  it('drops hints that are no span and bounds the others', () => {
    const fake = createFakeBindplane([], knobsOf('field'), now, 1);
    const feed = feedOf(fake, fake.freshServer());
    const position = { at: instantOfSecond(now), id: 'a' };
    const hints = [90, 1, 1e99, -5, Number.NaN, '90', null, { span: 90 }];

    const read = hints.map((hint) => feed.parsePlace({ position, hint })?.hint);

    expect(read).toEqual([90, 60, 34_560_000, ...Array.from({ length: 5 }, () => undefined)]);
  });

  it('keeps a range exact to the last digit', async () => {
    const { fake, server } = await warm('same second');
    const events = fake.events();
    const range = { gte: events[300]!.at, lt: events[100]!.at };

    const page = await feedOf(fake, server, { range }).after(undefined, 100);
    const rest = await feedOf(fake, server, { range }).after(page.placeAt(page.entries[99]!), 100);
    const oldest = await feedOf(fake, server, { range }).before(undefined, 5);

    expect([...page.entries, ...rest.entries]).toEqual(events.slice(101, 301));
    expect([page.hasMore, rest.hasMore]).toEqual([true, false]);
    expect(oldest.entries).toEqual(events.slice(296, 301));
  });

  it('shows events that are ahead of the clock', async () => {
    const { fake, server } = await warm('steady');
    const ahead = [60, 86_400 * 300].map((seconds) => eventAt(now + seconds));
    fake.trail.insert(ahead);

    const page = await feedOf(fake, server).after(undefined, 25);
    const newer = await feedOf(fake, server).before({ position: page.entries[2]! }, 25);

    expect(page.entries).toEqual(fake.events().slice(0, 25));
    expect(newer.entries).toEqual(page.entries.slice(0, 2));
    expect(newer.hasMore).toBe(false);
  });

  it('ends after years of silence', async () => {
    const fake = createFakeBindplane([eventAt(86_400), eventAt(now - 5)], knobsOf('field'), now, 1);
    const feed = feedOf(fake, fake.freshServer());

    const { entries, hasMore } = await feed.after(undefined, 25);

    expect([entries, hasMore]).toEqual([fake.events(), false]);
  });

  it.each(['after', 'before'] as const)('ends near the start of 1970, %s', async (direction) => {
    for (const hours of [0, 1, 14, 20, 60]) {
      const fake = createFakeBindplane(trail('steady', 60), knobsOf('published'), now, 1);
      const position = { at: instantOfSecond(hours * 3600), id: '5' };

      const page = await feedOf(fake, fake.freshServer())[direction]({ position }, 100);

      expect(page.entries).toEqual(direction === 'after' ? [] : fake.events());
      expect(page.calls).toBeLessThanOrEqual(40);
    }
  });

  it('asks for nothing when nothing can be there', async () => {
    const { fake, server } = await warm('steady');
    const range = { lt: parseInstant('1960-01-01T00:00:00Z')! };
    fake.calls = 0;

    const page = await feedOf(fake, server, { range }).after(undefined, 25);

    expect([page.entries, page.hasMore, fake.calls]).toEqual([[], false, 0]);
  });
});

describe('the count of a Bindplane feed', () => {
  it('starts from the windows of the page', async () => {
    const { fake, server } = await warm('mixed', { size: 20 });
    const feed = feedOf(fake, server);
    await feed.after(undefined, 25);
    fake.calls = 0;

    const count = await feed.count(2000);

    expect([count, fake.calls]).toEqual([{ count: 20, precision: 'EXACT' }, 0]);
  });

  it('is exact up to the cap and at least the cap beyond', async () => {
    const { fake, server } = await warm('steady', { size: 300 });

    const counts = [299, 300, 301].map((cap) => feedOf(fake, server).count(cap));

    expect(await Promise.all(counts)).toEqual([
      { count: 299, precision: 'AT_LEAST' },
      { count: 300, precision: 'EXACT' },
      { count: 300, precision: 'EXACT' },
    ]);
  });

  it('tells what it found when the budget ends', async () => {
    const { fake, server } = await warm('steady', { size: 4000 });

    const { count, precision } = await feedOf(fake, server, {}, 2).count(4000);

    expect(precision).toBe('AT_LEAST');
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(4000);
  });
});

describe('a Bindplane feed with a local filter', () => {
  it('gets further with every page, however small the budget', async () => {
    const { fake, server } = await warm('bursts');
    const query = { matches: () => false };
    let reading = await feedOf(fake, server, query, 1).after(undefined, 25);
    const stops: Instant[] = [];

    while (reading.stoppedAt && stops.length < 100) {
      stops.push(reading.stoppedAt.position.at);
      reading = await feedOf(fake, server, query, 1).after(reading.stoppedAt, 25);
    }

    expect(stops.length).toBeGreaterThan(2);
    expect(stops).toEqual([...new Set(stops)].toSorted().toReversed());
  });

  it('stops when its budget ends and goes on from there', async () => {
    const { fake, server } = await warm('steady', { size: 4000 });
    const [needle, ...others] = fake.trail.events;
    const query = { matches: ({ id }: { id: string }) => id === needle!.id };

    const first = await feedOf(fake, server, query, 2).after(undefined, 25);
    const pages = [first];
    while (pages.at(-1)!.hasMore) {
      pages.push(await feedOf(fake, server, query, 2).after(pages.at(-1)!.stoppedAt, 25));
    }

    expect(others).not.toHaveLength(0);
    expect([first.entries, first.hasMore, first.calls]).toEqual([[], true, 2]);
    expect(first.scannedThrough).toBe(first.stoppedAt?.position.at);
    expect(pages.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual([needle!.id]);
  });
});

describe('a Bindplane server', () => {
  it.each(['ignore', 'reject'] as const)(
    'in another zone is found out by many requests at a time when bad dates are: %s',
    async (badDate) => {
      const knobs: BindplaneKnobs = { ...knobsOf('hostile'), cutBodies: 0, badDate };
      const fake = createFakeBindplane(trail('mixed'), knobs, now, 1);
      const server = fake.freshServer();

      const pages = [];
      for (let request = 0; request < 60; request += 1) {
        pages.push(feedOf(fake, server).after(undefined, 25));
        await Promise.resolve();
      }

      for (const page of await Promise.all(pages)) {
        expect(page.entries).toEqual(fake.events().slice(0, 25));
      }
      expect(server.dates.spelling).toEqual({ format: 'DIGITS', isExact: false });
      expect(server.dates.zone.offsetAt(now)).toBe(19_800);
      expect((await feedOf(fake, server).after(undefined, 25)).calls).toBe(1);
    },
  );

  it('that is empty in any zone needs no zone', async () => {
    const fake = createFakeBindplane([], knobsOf('published'), now, 1);

    const page = await feedOf(fake, fake.freshServer()).after(undefined, 25);

    expect([page.entries, page.hasMore, page.warnings]).toEqual([[], false, []]);
  });

  it('whose zone no event tells is read in all zones', async () => {
    // On no quarter of an hour.
    const knobs = { ...knobsOf('published'), zone: 47 };
    const fake = createFakeBindplane(trail('sparse'), knobs, now, 1);

    const page = await feedOf(fake, fake.freshServer()).after(undefined, 25);

    expect([page.entries, page.warnings]).toEqual([fake.events().slice(0, 25), []]);
  });

  it('whose zone is found out from a wider window needs no warning', async () => {
    const knobs = { ...knobsOf('hostile'), cutBodies: 0, zone: 7 };
    const fake = createFakeBindplane(trail('steady'), knobs, now, 1);
    const range = { lt: instantOfSecond(now - 9000) };

    const page = await feedOf(fake, fake.freshServer(), { range }).after(undefined, 25);

    const expected = fake.events().filter(({ at }) => at < range.lt);
    expect(page.entries).toEqual(expected.slice(0, 25));
    expect(page.warnings).toEqual([]);
  });

  it('that changed its zone is found out', async () => {
    const { fake, server } = await warm('steady', {}, { dateFormats: ['digits'] });
    fake.knobs.zone = -60;

    const page = await feedOf(fake, server).after({ position: fake.events()[99]! }, 25);

    expect(page.entries).toEqual(fake.events().slice(100, 125));
    expect(server.dates.zone.offsetAt(secondOf(fake.events()[99]!.at))).toBe(-3600);
  });

  it('that ignores dates is read once and said to', async () => {
    const { fake, server } = await warm('steady', {}, { dateFormats: [], badDate: 'ignore' });

    const feed = feedOf(fake, server);
    const page = await feed.after({ position: fake.events()[99]! }, 25);
    const count = await feed.count(2000);

    expect(page.entries).toEqual(fake.events().slice(100, 125));
    expect(page.warnings.map(({ code }) => code)).toEqual(['FILTER_IGNORED_BY_UPSTREAM']);
    expect([count.count, page.calls]).toEqual([400, 3]);
  });

  it('that cuts off a burst in one second is warned of', async () => {
    const burst = Array.from({ length: 150 }, (_, index) => eventAt(now - 60, index));
    const knobs = { ...knobsOf('hostile'), cutBodies: 0, zone: 0 };
    const fake = createFakeBindplane([...burst, eventAt(now - 9000)], knobs, now, 1);

    const page = await feedOf(fake, fake.freshServer()).after(undefined, 100);

    expect(page.warnings.map(({ code }) => code)).toContain('POSSIBLY_TRUNCATED');
  });

  it('that sends events without a time is warned of', async () => {
    const { fake, server } = await warm('steady');
    const client = fake.client(server);
    const auditEvents = async (query: Parameters<typeof client.auditEvents>[0]) => ({
      ...(await client.auditEvents(query)),
      skipped: 2,
    });

    const feed = createBindplaneFeed({ server, auditEvents }, { range: {} }, new Budget());
    const { warnings } = await feed.after(undefined, 25);

    expect(warnings.map(({ code }) => code)).toEqual(['ENTRIES_SKIPPED']);
  });
});

describe('an answer that is too much', () => {
  it('is asked for in smaller parts', async () => {
    const { fake, server } = await warm('steady');
    server.newestPage = { newest: now, readAt: now, secondsPerEvent: 864 };
    fake.maxReceived = 40;

    const page = await feedOf(fake, server).after(undefined, 60);

    expect(page.entries).toEqual(fake.events().slice(0, 60));
    expect(page.calls).toBeLessThan(15);
  });

  it('fails when one second is too much', async () => {
    const { fake, server } = await warm('steady');
    fake.maxReceived = -1;
    fake.calls = 0;

    const page = feedOf(fake, server).after(undefined, 25);

    await expect(page).rejects.toBeInstanceOf(UpstreamBadResponseError);
    expect(fake.calls).toBeLessThan(20);
  });

  it('is nothing that any other failure is taken for', async () => {
    const { fake, server } = await warm('steady');
    fake.calls = 0;
    fake.beforeCall = () => {
      throw new UpstreamUnavailableError('Down.', { upstream: 'BINDPLANE' });
    };

    await expect(feedOf(fake, server).after(undefined, 25)).rejects.toThrow('Down.');
  });
});

describe('a single audit event', () => {
  it('is found in one call', async () => {
    const { fake, server } = await warm('same second');
    const event = fake.events()[222]!;
    fake.calls = 0;

    const found = await findAuditEvent(fake.client(server), { id: event.id, at: event.at });

    expect([found, fake.calls]).toEqual([event, 1]);
  });

  it('is nothing when it is gone, or was never there', async () => {
    const { fake, server } = await warm('same second');
    const { id, at } = fake.events()[222]!;
    fake.trail.remove([id]);
    const positions = [
      { id, at },
      { id, at: '0002-01-01T00:00:00.000000000' as Instant },
      { id, at: '9999-12-31T23:59:59.999999999' as Instant },
    ];

    const found = await Promise.all(positions.map((p) => findAuditEvent(fake.client(server), p)));

    expect(found).toEqual([undefined, undefined, undefined]);
  });
});

function feedOf(
  fake: FakeBindplane,
  server: BindplaneServer,
  query: Partial<BindplaneFeedQuery> = {},
  calls = 20,
) {
  return createBindplaneFeed(fake.client(server), { range: {}, ...query }, new Budget({ calls }));
}

function trail(kind: TrailKind, size = 400): StoredAuditEvent[] {
  return makeTrail({ kind, size, age: 5, now }, new Random(1));
}

/** A server from which a page and a window of several have been read. */
async function warm(
  kind: TrailKind,
  { size = 400 }: { size?: number } = {},
  knobs: Partial<BindplaneKnobs> = {},
) {
  const fake = createFakeBindplane(trail(kind, size), { ...knobsOf('field'), ...knobs }, now, 1);
  const server = fake.freshServer();
  await feedOf(fake, server).after(undefined, 25);
  server.longestAnswer = Math.max(server.longestAnswer, 500);
  return { fake, server };
}

function eventAt(second: number, millisecond = 0): StoredAuditEvent {
  const nanos = BigInt(second) * 1_000_000_000n + BigInt(millisecond) * 1_000_000n;
  return makeEvent(nanos, new Random(second + millisecond));
}
