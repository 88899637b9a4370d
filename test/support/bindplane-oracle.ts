import { instantOfSecond, parseInstant, secondOf } from '../../src/feed/instant.ts';
import type { Instant } from '../../src/feed/instant.ts';
import { comparePositions } from '../../src/feed/position.ts';
import type { Position } from '../../src/feed/position.ts';
import { BadParameterError, selectEvents } from '../../src/simulator/bindplane/event-query.ts';
import { Random } from '../../src/simulator/random.ts';
import type { BindplaneKnobs, StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';
import { BindplaneTrail } from '../../src/simulator/bindplane/trail.ts';
import type { BindplaneAuditQuery } from '../../src/upstream/bindplane/client.ts';
import type {
  BindplaneAuditEvent,
  BindplaneAuditPage,
} from '../../src/upstream/bindplane/model.ts';
import { createBindplaneServer } from '../../src/upstream/bindplane/server.ts';
import type { BindplaneServer } from '../../src/upstream/bindplane/server.ts';
import type { BindplaneWindows } from '../../src/upstream/bindplane/window-asker.ts';
import { UpstreamBadResponseError } from '../../src/upstream/door/upstream-error.ts';

export const trailKinds = [
  'steady',
  'sparse',
  'bursts',
  'same second',
  'on the second',
  'mixed',
  'years of silence',
  'every 600 s',
  'every 617 s',
] as const;
export type TrailKind = (typeof trailKinds)[number];

export const users = ['Dana Reyes', 'lee', 'Zoë'] as const;
const actions = ['Created', 'Modified', 'Deleted', 'Pending', 'Started'];
const day = 86_400;

/** Seconds and nanoseconds between one event and the next older one. */
const gaps: Record<TrailKind, (random: Random) => readonly [seconds: number, isWhole: boolean]> = {
  steady: (random) => [random.share() * 80, false],
  sparse: (random) => [random.share() * 2 * day, false],
  bursts: (random) => [
    random.share() < 0.04 ? random.share() * 3 * day : random.share() * 0.2,
    false,
  ],
  'same second': (random) => [random.share() < 0.03 ? 1 + random.share() * 3600 : 0.001, false],
  'on the second': (random) => [random.below(4), true],
  mixed: (random) => [random.share() ** 12 * 40 * day, random.share() < 0.3],
  'years of silence': (random) => [
    random.share() < 0.02 ? (0.5 + random.share() * 3) * 365 * day : random.share() ** 4 * 7200,
    false,
  ],
  'every 600 s': () => [600, false],
  'every 617 s': () => [617, false],
};

export interface TrailPlan {
  readonly kind: TrailKind;
  readonly size: number;
  /** Seconds between the clock and the newest event, negative when that is ahead. */
  readonly age: number;
  readonly now: number;
}

/** A trail in no order. */
export function makeTrail(plan: TrailPlan, random: Random): StoredAuditEvent[] {
  const events: StoredAuditEvent[] = [];
  let nanos = BigInt(Math.round((plan.now - plan.age) * 1e6)) * 1000n;
  for (let index = 0; index < plan.size; index += 1) {
    events.push(makeEvent(nanos, random));
    const [gap, isWhole] = gaps[plan.kind](random);
    const next = nanos - BigInt(Math.round(gap * 1e9));
    nanos = isWhole ? (next / 1_000_000_000n) * 1_000_000_000n : next;
    if (nanos < 0n) break;
  }
  return random.shuffled(events);
}

export function makeEvent(nanos: bigint, random: Random): StoredAuditEvent {
  const second = instantOfSecond(Number(nanos / 1_000_000_000n));
  const fraction = String(nanos % 1_000_000_000n).padStart(9, '0');
  return {
    id: Array.from({ length: 26 }, () =>
      random.pick('0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('')),
    ).join(''),
    timestamp: `${second.slice(0, 19)}.${fraction}Z`,
    resourceKind: 'Source',
    resourceName: 'nginx',
    description: '',
    user: random.pick(users),
    action: random.pick(actions),
    configuration: '',
    account: '',
  };
}

/** The most events within the seconds that the smallest padded window can reach. */
export function largestBurst(events: readonly StoredAuditEvent[]): number {
  const seconds = events
    .map(({ timestamp }) => secondOf(parseInstant(timestamp)!))
    .toSorted((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < seconds.length; last += 1) {
    while (seconds[last]! - seconds[first]! > 3) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** A Bindplane server without the network, with a clock that only the test moves. */
export interface FakeBindplane {
  readonly trail: BindplaneTrail;
  readonly knobs: BindplaneKnobs;
  now: number;
  calls: number;
  /** Answers that would hold more events break off. */
  maxReceived: number;
  /** Runs before each call is answered. */
  beforeCall: (() => void) | undefined;
  /** A process that has learnt nothing about the server yet. */
  freshServer(): BindplaneServer;
  client(server: BindplaneServer): BindplaneWindows;
  events(): BindplaneAuditEvent[];
}

export function createFakeBindplane(
  events: readonly StoredAuditEvent[],
  knobs: BindplaneKnobs,
  now: number,
  seed: number,
): FakeBindplane {
  const trail = new BindplaneTrail(events);
  const random = new Random(seed);
  const fake: FakeBindplane = {
    trail,
    knobs,
    now,
    calls: 0,
    maxReceived: Infinity,
    beforeCall: undefined,
    freshServer: () => createBindplaneServer(() => fake.now * 1000),
    client: (server) => ({ server, auditEvents: answer }),
    events: () => idealEvents(trail, knobs),
  };
  return fake;

  function select(query: BindplaneAuditQuery): StoredAuditEvent[] {
    const parameters = new URLSearchParams({
      'min-date': query.minDate,
      'max-date': query.maxDate,
      ...(query.user === undefined ? {} : { user: query.user }),
    });
    const call = { parameters, account: undefined, now: instantOfSecond(fake.now) };
    try {
      return selectEvents(trail, call, knobs, random);
    } catch (error) {
      if (!(error instanceof BadParameterError)) throw error;
      throw new UpstreamBadResponseError(error.message, { upstream: 'BINDPLANE', status: 400 });
    }
  }

  async function answer(query: BindplaneAuditQuery): Promise<BindplaneAuditPage> {
    fake.beforeCall?.();
    fake.calls += 1;
    const found = select(query);
    if (random.share() < knobs.cutBodies || found.length > fake.maxReceived) {
      throw new UpstreamBadResponseError('Cut.', { upstream: 'BINDPLANE' }, 'CUT');
    }
    return {
      events: found.map((event) => decode(event, knobs)),
      received: found.length,
      skipped: 0,
    };
  }
}

/** What a server holds, as the feed shows it, newest first. */
export function idealEvents(trail: BindplaneTrail, knobs: BindplaneKnobs): BindplaneAuditEvent[] {
  return trail.events.map((event) => decode(event, knobs)).toSorted(comparePositions);
}

function decode(event: StoredAuditEvent, { timestampDigits }: BindplaneKnobs): BindplaneAuditEvent {
  const exact = parseInstant(event.timestamp)!;
  const at = exact.slice(0, 20 + timestampDigits).padEnd(29, '0') as Instant;
  return {
    id: event.id,
    eventId: event.id,
    at,
    timestamp: `${at}Z`,
    action: event.action,
    resourceKind: event.resourceKind,
    resourceName: event.resourceName,
    user: event.user,
    description: null,
    configuration: null,
    account: null,
  };
}

/** What an ideal database answers: the entries beyond a place, nearest first. */
export function beyond<E extends Position>(
  entries: readonly E[],
  place: Position | undefined,
  direction: 'after' | 'before',
): E[] {
  const sign = direction === 'after' ? 1 : -1;
  return entries
    .filter((entry) => place === undefined || comparePositions(entry, place) * sign > 0)
    .toSorted((a, b) => comparePositions(a, b) * sign);
}
