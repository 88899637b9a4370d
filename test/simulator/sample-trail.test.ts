import { describe, expect, it } from 'vitest';
import { auditActions, buildReasons, resourceTypes } from '../../src/simulator/coder/enums.ts';
import { Random } from '../../src/simulator/random.ts';
import { nextArrivals } from '../../src/simulator/sample-trail/arrivals.ts';
import { nilUuid } from '../../src/simulator/sample-trail/identifiers.ts';
import { createSampleTrail } from '../../src/simulator/sample-trail/sample-trail.ts';

const now = '2026-11-20T17:00:00.5Z';
const trail = createSampleTrail({ now });
const { users, organizations, resources, auditLogs } = trail.coder;
const { events } = trail.bindplane;
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const timeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z$/;
const trails = [
  trail,
  createSampleTrail({ now: '2027-01-01T00:00:00Z', seed: 2 }),
  createSampleTrail({ now: '2026-08-16T04:59:59.999999Z', seed: 3 }),
];

const daysBefore = (days: number) =>
  new Date(Date.parse(now) - days * 86_400_000).toISOString().slice(0, 19);
const idOf = (username: string) => users.find((user) => user.username === username)!.id;
const tied = (times: readonly string[]) => times.filter((time, i) => time === times[i - 1]).length;
const clock = (i: number) => new Date(Date.parse(now) + i * 8000).toISOString();
const arrive = (seed: number) => {
  const next = nextArrivals(trail, new Random(seed));
  return Array.from({ length: 200 }, (_, i) => next(clock(i)));
};
const distinct = (values: readonly string[]) => [...new Set(values)].toSorted();

describe('the sample trail', () => {
  it('is the same for the same clock and seed', () => {
    expect(JSON.stringify(createSampleTrail({ now })) === JSON.stringify(trail)).toBe(true);
    const other = createSampleTrail({ now, seed: 4 });
    expect(other.coder.token).not.toBe(trail.coder.token);
    expect(other.coder.auditLogs[0]?.id).not.toBe(auditLogs[0]?.id);
  });

  it('holds some 50,000 rows and 5,000 events whatever the clock and the seed', () => {
    for (const each of trails) {
      expect(each.coder.auditLogs.length).toBeGreaterThan(46_000);
      expect(each.coder.auditLogs.length).toBeLessThan(54_000);
      expect(each.bindplane.events.length).toBeGreaterThan(4_500);
      expect(each.bindplane.events.length).toBeLessThan(5_700);
    }
  });

  it('holds every resource type, action and build reason', () => {
    for (const each of trails) {
      const rows = each.coder.auditLogs;
      expect(distinct(rows.map((row) => row.resource_type))).toEqual(
        Object.keys(resourceTypes).toSorted(),
      );
      expect(distinct(rows.map((row) => row.action))).toEqual(Object.keys(auditActions).toSorted());
      expect(distinct(each.coder.resources.flatMap((of) => of.build_reason ?? []))).toEqual(
        Object.keys(buildReasons).toSorted(),
      );
    }
  });

  it('holds every action of Bindplane', () => {
    expect(distinct(events.map((event) => event.action))).toEqual([
      'Created',
      'Deleted',
      'Modified',
      'Paused',
      'Pending',
      'Resumed',
      'Started',
      'Updated',
    ]);
    expect(new Set(events.map((event) => event.resourceKind)).size).toBeGreaterThan(15);
  });

  it('stands oldest first within 120 days', () => {
    const times = [auditLogs.map((row) => row.time), events.map((event) => event.timestamp)];
    for (const list of times) {
      const padded = list.map((time) => time.slice(0, -1).padEnd(20, '.').padEnd(26, '0'));
      expect(padded).toEqual(padded.toSorted());
      expect(padded[0]! > daysBefore(120)).toBe(true);
      expect(padded.at(-1)! <= now).toBe(true);
    }
  });
});

describe('a row of the sample trail', () => {
  it('has the form that the database gives it', () => {
    const people = new Set([nilUuid, ...users.map((user) => user.id)]);
    const places = new Set([nilUuid, ...organizations.map((organization) => organization.id)]);
    const wrong = auditLogs.filter(
      (row) =>
        ![row.id, row.resource_id, row.request_id].every((id) => uuidForm.test(id)) ||
        !timeForm.test(row.time) ||
        !people.has(row.user_id) ||
        !places.has(row.organization_id) ||
        (row.user_agent?.length ?? 0) > 256,
    );

    expect(wrong).toEqual([]);
    expect(new Set(auditLogs.map((row) => row.id)).size).toBe(auditLogs.length);
  });

  it('has an empty diff when the call failed', () => {
    const failed = auditLogs.filter((row) => row.status_code >= 400);

    expect(failed.length).toBeGreaterThan(400);
    expect(failed.filter((row) => Object.keys(row.diff as object).length > 0)).toEqual([]);
  });

  it('tells all five fields of a build, whose numbers follow one another', () => {
    const builds = auditLogs.filter((row) => row.resource_type === 'workspace_build');
    const shapes = builds.map((row) => Object.keys(row.additional_fields as object).toSorted());
    const last = new Map<string, number>();
    const gaps = builds.filter((row) => {
      const fields = row.additional_fields as Record<string, string>;
      const number = Number(fields['build_number']);
      const before = last.get(fields['workspace_id']!) ?? number - 1;
      last.set(fields['workspace_id']!, number);
      return number !== before + 1;
    });

    expect(distinct(shapes.map(String))).toEqual([
      'build_number,build_reason,workspace_id,workspace_name,workspace_owner',
    ]);
    expect(gaps).toEqual([]);
    expect(last.size).toBeGreaterThan(500);
  });

  it('points at a resource that the database knows', () => {
    const known = new Set(resources.map((resource) => resource.id));
    const pointing = [
      'workspace',
      'workspace_build',
      'task',
      'chat',
      'workspace_agent',
      'workspace_app',
    ];
    const lost = auditLogs.filter(
      (row) =>
        pointing.includes(row.resource_type) &&
        row.status_code < 400 &&
        !known.has(row.resource_id),
    );

    expect(lost).toEqual([]);
  });

  it('is never by somebody who was not there yet or is gone', () => {
    const people = new Map(users.map((user) => [user.id, user]));
    const early = auditLogs.filter((row) => {
      const user = people.get(row.user_id);
      return user !== undefined && row.time.slice(0, 19) < user.created_at.slice(0, 19);
    });
    const lastDays = { bkaya: 71, pgreer: 48, vhale: 23, 'owen-b': 38, 'mwhite-ext': 12 };
    const late = Object.entries(lastDays).filter(
      ([username, days]) =>
        people.get(idOf(username))!.last_seen_at.slice(0, 10) > daysBefore(days).slice(0, 10),
    );

    expect(early).toEqual([]);
    expect(late).toEqual([]);
  });

  it('records nothing that the server of the day did not know', () => {
    const connections = auditLogs.filter((row) =>
      ['connect', 'disconnect', 'open', 'close'].includes(row.action),
    );
    const chats = auditLogs.filter((row) =>
      ['chat', 'ai_seat', 'user_secret'].includes(row.resource_type),
    );
    const tasks = auditLogs.filter((row) => row.resource_type === 'task');

    expect(connections.length).toBeGreaterThan(300);
    expect(
      connections.filter((row) => row.time < daysBefore(90) || row.time > daysBefore(80)),
    ).toEqual([]);
    expect(tasks.filter((row) => row.time < daysBefore(87))).toEqual([]);
    expect(chats.filter((row) => row.time < daysBefore(40))).toEqual([]);
  });

  it('withholds what is secret', () => {
    const fields = auditLogs.flatMap((row) =>
      Object.values(row.diff as Record<string, { Old: unknown; New: unknown; Secret: boolean }>),
    );
    const secrets = fields.filter((field) => field.Secret);

    expect(secrets.length).toBeGreaterThan(60);
    expect(distinct(secrets.map(({ Old, New }) => JSON.stringify([Old, New])))).toEqual([
      '["",""]',
      '[null,null]',
    ]);
  });
});

describe('time in the sample trail', () => {
  it('has exact ties in both systems', () => {
    expect(tied(auditLogs.map((row) => row.time))).toBeGreaterThan(20);
    expect(tied(events.map((event) => event.timestamp))).toBeGreaterThan(500);
  });

  it('has entries in the last second of a day', () => {
    const lastSecond = /T23:59:59\.\d/;

    expect(auditLogs.filter((row) => lastSecond.test(row.time)).length).toBeGreaterThan(100);
    expect(events.filter((event) => lastSecond.test(event.timestamp)).length).toBeGreaterThan(10);
  });

  it('is quiet at weekends', () => {
    const perDay = new Map<string, number>();
    for (const { time } of auditLogs) {
      perDay.set(time.slice(0, 10), (perDay.get(time.slice(0, 10)) ?? 0) + 1);
    }
    const mean = (days: readonly number[]) => {
      const counts = [...perDay].filter(([date]) => days.includes(new Date(date).getUTCDay()));
      return counts.reduce((sum, [, count]) => sum + count, 0) / counts.length;
    };

    expect(mean([2, 3, 4])).toBeGreaterThan(5 * mean([0, 6]));
  });

  it('has one apply of some 300 events within a few seconds', () => {
    const perMinute = new Map<string, string[]>();
    for (const { timestamp } of events) {
      const minute = timestamp.slice(0, 16);
      perMinute.set(minute, [...(perMinute.get(minute) ?? []), timestamp]);
    }
    const [largest = []] = [...perMinute.values()].toSorted((a, b) => b.length - a.length);

    expect(largest.length).toBeGreaterThan(299);
    expect(Date.parse(largest[299]!) - Date.parse(largest[0]!)).toBeLessThan(10_000);
  });
});

describe('the people of the sample trail', () => {
  it('are the same in both systems', () => {
    const texts = new Set(users.flatMap((user) => [user.name, user.email || user.username]));
    const strangers = distinct(events.map((event) => event.user)).filter(
      (text) => !texts.has(text),
    );

    expect(strangers).toEqual(['', 'GitOps (api key)']);
  });

  it('hold every circumstance that a client must survive', () => {
    const withRole = (name: string) =>
      users
        .filter((user) => user.roles.some((role) => role.name === name))
        .map((user) => user.username);

    expect(users.length).toBeGreaterThan(58);
    expect(withRole('owner')).toEqual(['ingrid']);
    expect(withRole('auditor')).toEqual(['mcosta']);
    expect(users.filter((user) => user.deleted)).toHaveLength(3);
    expect(distinct(users.map((user) => user.status))).toEqual(['active', 'dormant', 'suspended']);
    expect(users.find((user) => user.is_service_account)?.email).toBe('');
    expect(users.find((user) => user.is_system)?.username).toBe('prebuilds');
    expect(users.filter((user) => /[A-Z]/.test(user.username)).length).toBeGreaterThan(5);
    expect(users.filter((user) => /[A-Z]/.test(user.email)).length).toBeGreaterThan(5);
    expect(new Set(users.map((user) => user.username.toLowerCase())).size).toBe(users.length);
    expect(organizations.filter((organization) => organization.is_default)).toHaveLength(1);
  });

  it('have an account in Bindplane, too, but for a few', () => {
    const emails = new Set(trail.bindplane.users.map(({ email }) => email));
    const living = users.filter((user) => !user.deleted && !user.is_system && user.email !== '');
    const without = living.filter(({ email }) => !emails.has(email));

    expect(without.length).toBeGreaterThan(3);
    expect(without.length).toBeLessThan(living.length / 4);
  });

  it('share a display name in Bindplane, or are known by their e-mail', () => {
    const { users: listed } = trail.bindplane;

    expect(listed.filter((user) => user.displayName === 'Alex Kim')).toHaveLength(2);
    expect(events.some((event) => event.user === 't.okafor@marlow-freight.example')).toBe(true);
  });
});

describe('the story of edge-prod', () => {
  it('is told in order across both systems', () => {
    for (const each of trails) {
      const rollout = each.bindplane.events.filter(
        (event) => event.resourceKind === 'Rollout' && /^edge-prod:[78]$/.test(event.configuration),
      );
      const told = rollout.map((event) => `${event.configuration} ${event.action}`);
      const [, started, paused] = rollout.map((event) => event.timestamp);
      const tobenna = each.coder.users.find((user) => user.username === 'tokafor')!.id;
      const granted = each.coder.auditLogs.find(
        (row) =>
          row.resource_id === tobenna && JSON.stringify(row.diff).includes('"New":["owner"]'),
      )!.time;
      const revoked = each.coder.auditLogs.find(
        (row) =>
          row.resource_id === tobenna && JSON.stringify(row.diff).includes('"Old":["owner"]'),
      )!.time;
      const failed = each.coder.auditLogs.filter(
        (row) => row.status_code === 500 && row.time > started! && row.time < granted,
      );

      expect(told).toEqual([
        'edge-prod:7 Pending',
        'edge-prod:7 Started',
        'edge-prod:7 Paused',
        'edge-prod:7 Resumed',
        'edge-prod:8 Pending',
        'edge-prod:8 Started',
      ]);
      expect(failed.length).toBeGreaterThan(20);
      expect([started!, granted, paused!, revoked]).toEqual(
        [revoked, paused!, granted, started!].toSorted(),
      );
    }
  });
});

describe('arrivals', () => {
  it('are the same for the same trail, numbers and instants', () => {
    expect(arrive(9)).toEqual(arrive(9));
    expect(arrive(9)).not.toEqual(arrive(10));
  });

  it('go on where the trail ends', () => {
    const all = arrive(9);
    const late = all.flatMap(({ auditLogs: rows }, i) => rows.filter((row) => row.time > clock(i)));
    const arrived = all.flatMap((each) => each.events);
    const fresh = new Set(all.flatMap((each) => each.auditLogs.map((row) => row.id)));

    expect(late).toEqual([]);
    expect(fresh.size).toBe(200);
    expect(arrived.length).toBeGreaterThan(10);
    expect(distinct(arrived.map((event) => event.action))).toEqual([
      'Modified',
      'Pending',
      'Started',
    ]);
    expect(all.flatMap((each) => each.resources).length).toBeGreaterThan(50);
  });
});
