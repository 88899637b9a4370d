import * as fc from 'fast-check';
import { expect } from 'vitest';
import { Budget } from '../../src/feed/budget.ts';
import type { Place, Reading } from '../../src/feed/feed.ts';
import { parseInstant, secondOf } from '../../src/feed/instant.ts';
import type { InstantRange } from '../../src/feed/instant.ts';
import { comparePositions } from '../../src/feed/position.ts';
import type { Position } from '../../src/feed/position.ts';
import { knobsOf } from '../../src/simulator/bindplane/profiles.ts';
import { Random } from '../../src/simulator/random.ts';
import type { BindplaneKnobs } from '../../src/simulator/bindplane/state.ts';
import { createBindplaneFeed } from '../../src/upstream/bindplane/feed.ts';
import type { BindplaneFeedQuery } from '../../src/upstream/bindplane/feed.ts';
import type { BindplaneAuditEvent } from '../../src/upstream/bindplane/model.ts';
import {
  beyond,
  createFakeBindplane,
  largestBurst,
  makeEvent,
  makeTrail,
  trailKinds,
  users,
} from './bindplane-oracle.ts';
import type { FakeBindplane, TrailKind } from './bindplane-oracle.ts';

/** Everything about one walk through a trail; `seed` decides what is not named. */
export interface WalkPlan {
  readonly seed: number;
  readonly kind: TrailKind;
  readonly size: number;
  readonly age: number;
  readonly server: 'published' | 'field' | 'hostile' | 'any' | 'dateless';
  readonly direction: 'after' | 'before';
  readonly start: 'end' | 'anywhere';
  readonly limit: number;
  readonly isRanged: boolean;
  readonly filter: 'none' | 'local' | 'user';
  readonly changes: 'none' | 'between pages' | 'between calls';
  readonly hints: 'kept' | 'dropped' | 'forged';
  /** Whether the server is moved to another zone now and then, between any two calls. */
  readonly isMoved: boolean;
  /** Whether every page is read by a process that knows nothing about the server. */
  readonly isColdAlways: boolean;
}

export const walkPlans: fc.Arbitrary<WalkPlan> = fc.record({
  seed: fc.nat(),
  kind: fc.constantFrom(...trailKinds),
  size: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 600 })),
  age: fc.constantFrom(-90, 0.5, 5, 3000, 86_400 * 20, 86_400 * 500),
  server: fc.constantFrom('published', 'field', 'hostile', 'any', 'any', 'any', 'dateless'),
  direction: fc.constantFrom('after', 'before'),
  start: fc.constantFrom('end', 'end', 'anywhere'),
  limit: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(25, 100)),
  isRanged: fc.integer({ min: 0, max: 2 }).map((value) => value === 0),
  filter: fc.constantFrom('none', 'none', 'none', 'none', 'local', 'user'),
  changes: fc.constantFrom('none', 'none', 'none', 'none', 'between pages', 'between calls'),
  hints: fc.constantFrom('kept', 'kept', 'kept', 'dropped', 'forged'),
  isMoved: fc.integer({ min: 0, max: 5 }).map((value) => value === 0),
  isColdAlways: fc.integer({ min: 0, max: 5 }).map((value) => value === 0),
});

export interface PageRecord {
  readonly index: number;
  readonly calls: number;
  readonly isLast: boolean;
}

/** Some days after zones changed, in spring and in autumn, and far from both. */
const clocks = ['2026-03-30T12:00:00Z', '2026-10-26T12:00:00Z', '2026-03-01T12:00:00Z'].map(
  (text) => secondOf(parseInstant(text)!),
);
const zones = [
  0,
  0,
  60,
  -480,
  330,
  345,
  840,
  -720,
  'Europe/Berlin',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/New_York',
];
type Page = Reading<BindplaneAuditEvent, Place<number>>;

/**
 * Walks a trail to its end and compares every page with what an ideal database would answer. With
 * changes between the calls of a page no page has one right answer: then the whole walk is held to
 * what stood in the trail from its begin to its end.
 */
export async function walkAndCompare(plan: WalkPlan): Promise<PageRecord[]> {
  const random = new Random(plan.seed);
  const clock = random.pick(clocks);
  const events = makeTrail({ ...plan, now: clock }, random);
  const knobs = makeKnobs(plan.server, largestBurst(events), random);
  const fake = createFakeBindplane(events, knobs, clock, plan.seed);
  const query = makeQuery(plan, fake, random);
  const wanted = () => fake.events().filter((event) => passes(event, query));
  const change = () => changeTrail(fake, random);
  fake.beforeCall = () => {
    // Where a cap hides what is around a window, nothing can tell that it was moved just now.
    const isMoved = plan.isMoved && knobs.cap === undefined && random.share() < 0.02;
    if (isMoved) fake.knobs.zone = random.pick(zones);
    if (plan.changes === 'between calls') change();
  };

  const atBegin = wanted();
  let server = fake.freshServer();
  let place: Place<number> | undefined =
    plan.start === 'end' ? undefined : { position: anyPosition(atBegin, random) };
  const begin = place?.position;
  const seen: BindplaneAuditEvent[] = [];
  const pages: PageRecord[] = [];
  let isZoneAssumed = false;

  for (;;) {
    if (plan.isColdAlways) server = fake.freshServer();
    const feed = createBindplaneFeed(fake.client(server), query, new Budget({ calls: 20 }));
    const page = await feed[plan.direction](place, plan.limit);
    if (plan.changes !== 'between calls')
      expectIdeal(page, beyond(wanted(), place?.position, plan.direction), plan);
    expectSane(page, plan);
    const inOrder = plan.direction === 'after' ? page.entries : page.entries.toReversed();
    seen.push(...inOrder);
    pages.push({ index: pages.length, calls: page.calls, isLast: !page.hasMore });
    if (plan.changes === 'none' && random.share() < 0.1)
      await expectCount(feed, wanted().length, random);
    isZoneAssumed ||= page.warnings.some(({ code }) => code === 'TIME_ZONE_ASSUMED');
    if (!page.hasMore) break;
    expect(pages.length).toBeLessThan(3000);
    const last = inOrder.at(-1);
    const next: Place<number> = page.stoppedAt ?? page.placeAt(last!);
    place = { position: next.position, hint: hintOf(plan.hints, next.hint, random) };
    if (plan.changes === 'between pages') change();
  }

  const left = new Set(fake.events().map(({ id }) => id));
  const stable = atBegin.filter(({ id }) => left.has(id));
  const expected = beyond(stable, begin, plan.direction);
  const ids = new Set(expected.map(({ id }) => id));
  // What was said may be missing is no loss.
  if (!isZoneAssumed) expect(seen.filter(({ id }) => ids.has(id))).toEqual(expected);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
  return pages;
}

function expectIdeal(page: Page, ideal: BindplaneAuditEvent[], plan: WalkPlan): void {
  const { limit, direction } = plan;
  const stop = page.stoppedAt?.position;
  const before = direction === 'after' ? -1 : 1;
  const reached = ideal.filter((e) => !stop || comparePositions(e, stop) * -before < 0);
  const expected = (stop ? reached : ideal).slice(0, limit);
  expect(page.entries).toEqual(direction === 'after' ? expected : expected.toReversed());
  expect(page.hasMore).toBe(stop !== undefined || ideal.length > limit);
  if (stop) expect(reached.length).toBeLessThanOrEqual(limit);
}

function expectSane(page: Page, plan: WalkPlan): void {
  expect(page.calls).toBeLessThanOrEqual(40);
  if (plan.filter === 'none') expect(page.stoppedAt).toBeUndefined();
  expect(page.scannedThrough).toBe(page.stoppedAt?.position.at);
  const codes = page.warnings.map(({ code }) => code).filter((c) => c !== 'POSSIBLY_TRUNCATED');
  if (plan.server !== 'dateless' && plan.changes !== 'between calls')
    expect(codes).toEqual(page.stoppedAt ? ['SCAN_BUDGET_SPENT'] : []);
}

async function expectCount(
  feed: ReturnType<typeof createBindplaneFeed>,
  actual: number,
  random: Random,
): Promise<void> {
  const cap = random.between(1, 200);
  const { count, precision } = await feed.count(cap);
  if (precision === 'EXACT') expect(count).toBe(actual);
  else expect(count).toBeLessThanOrEqual(Math.min(actual, cap));
  if (precision === 'AT_LEAST' && count === cap) expect(actual).toBeGreaterThanOrEqual(cap);
}

function makeKnobs(server: WalkPlan['server'], burst: number, random: Random): BindplaneKnobs {
  const pick = <T>(...values: readonly T[]) => random.pick(values);
  const withCap = (knobs: BindplaneKnobs): BindplaneKnobs => ({
    ...knobs,
    // Nothing could recover what a cap below the smallest window hides.
    cap: knobs.cap && { ...knobs.cap, limit: Math.max(knobs.cap.limit, burst) },
  });
  if (server === 'dateless') {
    return { ...knobsOf('published'), dateFormats: [], badDate: 'ignore', order: 'shuffled' };
  }
  if (server !== 'any') return withCap(knobsOf(server));
  const limit = pick(0, 0, 100, 250, 500, 1000);
  return withCap({
    ...knobsOf('published'),
    cap: limit === 0 ? undefined : { limit, keeps: pick('newest', 'oldest', 'any') },
    order: pick('desc', 'asc', 'insertion', 'shuffled'),
    minDateIncluded: random.share() < 0.5,
    maxDateIncluded: random.share() < 0.5,
    comparesWholeSeconds: random.share() < 0.5,
    zone: pick(...zones),
    repeatedTime: pick('first', 'second'),
    dateFormats: pick(['digits'], ['digits', 'zoned'], ['zoned']),
    timestampDigits: random.below(10),
    userMatch: pick('exact', 'caseless', 'contains', 'ignored'),
    cutBodies: pick(0, 0.03),
  });
}

function makeQuery(plan: WalkPlan, fake: FakeBindplane, random: Random): BindplaneFeedQuery {
  const events = fake.events();
  const pickInstant = () => anyPosition(events, random).at;
  const ends = [pickInstant(), pickInstant()].toSorted();
  const range: InstantRange = plan.isRanged
    ? {
        gte: random.share() < 0.7 ? ends[0] : undefined,
        lt: random.share() < 0.7 ? ends[1] : undefined,
      }
    : {};
  if (plan.filter === 'local') {
    return { range, matches: ({ action }) => action === 'Pending' };
  }
  if (plan.filter === 'user') {
    const user = random.pick(users);
    return { range, user, matches: (event) => event.user === user };
  }
  return { range };
}

function passes(event: BindplaneAuditEvent, { range, matches }: BindplaneFeedQuery): boolean {
  return (
    (range.gte === undefined || event.at >= range.gte) &&
    (range.lt === undefined || event.at < range.lt) &&
    (matches?.(event) ?? true)
  );
}

/** An event of the trail, or a place near one, or one far from all. */
function anyPosition(events: readonly Position[], random: Random): Position {
  const event = events[Math.floor(random.share() * events.length)];
  const at = parseInstant('2020-05-05T05:05:05.5Z')!;
  if (event === undefined || random.share() < 0.02) return { at, id: '' };
  return random.share() < 0.7 ? event : { at: event.at, id: random.share() < 0.5 ? '' : 'ZZ' };
}

function hintOf(
  hints: WalkPlan['hints'],
  hint: number | undefined,
  random: Random,
): number | undefined {
  if (hints === 'kept') return hint;
  return hints === 'dropped' ? undefined : 60 + Math.floor(random.share() ** 4 * 34_559_000);
}

/** Time goes on, events arrive at the top, others vanish: the oldest, and single ones. */
function changeTrail(fake: FakeBindplane, random: Random): void {
  fake.now += 1;
  const newest = fake.trail.events.at(-1);
  const top = Math.max(newest ? secondOf(parseInstant(newest.timestamp)!) + 1 : 0, fake.now);
  if (random.share() < 0.5) {
    const nanos = BigInt(top) * 1_000_000_000n + BigInt(random.below(1e9));
    fake.trail.insert([makeEvent(nanos, random)]);
  }
  const { events } = fake.trail;
  if (random.share() < 0.3) fake.trail.remove(events.slice(0, 1).map(({ id }) => id));
  if (random.share() < 0.3) {
    fake.trail.remove(
      events.filter(() => random.share() < 1 / (events.length + 1)).map(({ id }) => id),
    );
  }
}
