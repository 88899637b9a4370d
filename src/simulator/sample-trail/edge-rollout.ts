import { changed } from './diff.ts';
import { dayOfIncident } from './incident.ts';
import {
  day,
  hour,
  type Micros,
  minute,
  second,
  startOfDay,
  weekday,
  withinSecond,
} from './micros.ts';
import { isEmployed, type Person } from './people.ts';
import { signIn } from './sign-ins.ts';
import { applyAll } from './telemetry-work.ts';
import { bindplaneUser, type Configuration, rollOut } from './telemetry.ts';
import { activate, pushVersion } from './template-versions.ts';
import type { World } from './world.ts';

/**
 * The life of the configuration `edge-prod`. Versions 4 to 6 are uneventful (5 came with the apply
 * that touched everything). Version 7 is the story: its rollout starves the nodes that Coder's
 * workspaces run on, builds fail, somebody becomes owner for an afternoon and pauses it.
 */
export function planEdgeRollout(world: World, configurations: readonly Configuration[]): void {
  const edge = configurations.find(({ name }) => name === 'edge-prod')!;
  planQuietVersions(world, edge, configurations);
  const start = dayOfIncident(world.now);
  planVersion7(world, edge, start);
  planOutage(world, start);
  planRecovery(world, start);
  planVersion8(world, edge, start + day);
}

function planQuietVersions(
  world: World,
  edge: Configuration,
  configurations: readonly Configuration[],
): void {
  const random = world.random.fork('edge-prod');
  const tuesday = (daysAgo: number) => {
    const date = startOfDay(world.now - daysAgo * day);
    return date - ((weekday(date) + 5) % 7) * day;
  };
  const edit = (at: Micros, username: string, name: string) =>
    world.calendar.plan(withinSecond(random, at), () => {
      edge.version += 1;
      const versioned = `edge-prod:${edge.version}`;
      const user = bindplaneUser(world.people.named(username));
      for (const [i, kind] of ['Source', 'Processor', 'Processor'].entries()) {
        const part = kind === 'Source' ? 'nginx' : name;
        world.bindplane.record(withinSecond(random, at + i * 3 * minute), user, {
          kind,
          action: 'Modified',
          name: part,
          configuration: versioned,
        });
      }
      rollOut(world.bindplane, random, user, versioned, withinSecond(random, at + 20 * minute));
    });
  edit(tuesday(100) + 9 * hour + 12 * minute, 'hbrandt', 'batch');
  world.calendar.plan(
    withinSecond(random, tuesday(58) + 9 * hour + 41 * minute + 7 * second),
    (at) => applyAll(world, random, configurations, 300, at),
  );
  edit(tuesday(30) + 12 * hour + 4 * minute, 'soren', 'parse_nginx');
}

function planVersion7(world: World, edge: Configuration, start: Micros): void {
  const dana = world.people.named('DanaReyes');
  const tobenna = world.people.named('tokafor');
  const random = world.random.fork('version 7');
  const record = (
    minutes: number,
    person: Person,
    kind: string,
    action: string,
    name: string,
    part = true,
  ) =>
    world.calendar.plan(withinSecond(random, start + minutes * minute), (at) =>
      world.bindplane.record(at, bindplaneUser(person), {
        kind,
        action,
        name,
        configuration: part ? `edge-prod:${edge.version}` : '',
      }),
    );
  world.calendar.plan(start + 3 * minute, () => {
    edge.version += 1;
  });
  record(4.21, dana, 'Source', 'Modified', 'nginx');
  record(7.58, dana, 'Processor', 'Modified', 'parse_nginx');
  record(11.03, dana, 'Processor', 'Created', 'deduplicate_logs');
  record(13.47, dana, 'Destination', 'Modified', 'google_secops_eu');
  record(16.12, dana, 'Processor', 'Deleted', 'filter_severity');
  record(18.117, dana, 'Rollout', 'Pending', 'edge-prod');
  record(21.664, dana, 'Rollout', 'Started', 'edge-prod');
  record(43.502, tobenna, 'Rollout', 'Paused', 'edge-prod');
  record(51.28, dana, 'Destination', 'Modified', 'siem-archive', false);
  record(62.045, dana, 'Rollout', 'Resumed', 'edge-prod');
}

function planVersion8(world: World, edge: Configuration, start: Micros): void {
  const dana = bindplaneUser(world.people.named('DanaReyes'));
  const random = world.random.fork('version 8');
  world.calendar.plan(start + 9 * minute, (at) => {
    edge.version += 1;
    const configuration = `edge-prod:${edge.version}`;
    const edits = [
      ['Modified', 'deduplicate_logs'],
      ['Created', 'filter_severity'],
      ['Created', 'memory_limiter'],
    ] as const;
    for (const [i, [action, name]] of edits.entries()) {
      world.bindplane.record(withinSecond(random, at + i * 171 * second), dana, {
        kind: 'Processor',
        action,
        name,
        configuration,
      });
    }
    const rollout = { kind: 'Rollout', name: 'edge-prod', configuration };
    world.bindplane.record(withinSecond(random, at + 14 * minute), dana, {
      ...rollout,
      action: 'Pending',
    });
    world.bindplane.record(withinSecond(random, at + 16 * minute), dana, {
      ...rollout,
      action: 'Started',
    });
  });
}

/** Builds fail while version 7 is rolling out, and people try again and again. */
function planOutage(world: World, start: Micros): void {
  const [from, to] = [start + 27 * minute, start + 55 * minute];
  world.workspaces.failBetween(from, to);
  const random = world.random.fork('outage');
  for (const person of world.people.staff) {
    const local = ((from / minute + person.site.offset) % 1440) / 60;
    if (!isEmployed(person, from) || local < 7.5 || local > 18.5 || !random.chance(0.8)) continue;
    for (let tries = random.between(1, 4), at = from; tries > 0; tries--) {
      at += random.between(2 * minute, 9 * minute);
      world.calendar.plan(at, (now) => {
        const [workspace] = world.workspaces.desksOf(person);
        if (!workspace) return;
        const origin = world.origins.by(person, 'browser', now);
        if (workspace.running) world.workspaces.build(now, origin, workspace, 'stop', 'dashboard');
        world.workspaces.build(now + 22 * second, origin, workspace, 'start', 'dashboard');
      });
    }
  }
}

function planRecovery(world: World, start: Micros): void {
  const { people, origins, coder, calendar, company } = world;
  const [ingrid, tobenna, tommaso] = ['ingrid', 'tokafor', 'tmarchetti'].map(people.named) as [
    Person,
    Person,
    Person,
  ];
  const random = world.random.fork('recovery');
  const setting = (
    minutes: number,
    person: Person,
    type: string,
    digit: number,
    field: string,
    on: boolean,
  ) =>
    calendar.plan(withinSecond(random, start + minutes * minute), (at) =>
      coder.record(at, origins.by(person, 'browser', at), {
        type,
        action: 'write',
        id: `00000000-0000-0000-0000-00000000000${digit}`,
        diff: { [field]: changed(!on, on) },
      }),
    );
  const roles = (minutes: number, before: string[], after: string[]) =>
    calendar.plan(withinSecond(random, start + minutes * minute), (at) =>
      coder.record(at, origins.by(ingrid, 'mobile', at), {
        type: 'user',
        action: 'write',
        id: tobenna.id,
        target: tobenna.username,
        diff: { rbac_roles: changed(before, after) },
      }),
    );
  calendar.plan(withinSecond(random, start + 30 * minute), (at) =>
    signIn(world, random, people.named('soren'), at),
  );
  setting(34.6, tommaso, 'notifications_settings', 2, 'notifier_paused', true);
  roles(38.35, [], ['owner']);
  calendar.plan(withinSecond(random, start + 39 * minute), (at) =>
    signIn(world, random, tobenna, at),
  );
  setting(41.87, tobenna, 'prebuilds_settings', 3, 'reconciliation_paused', true);
  setting(66.4, tobenna, 'prebuilds_settings', 3, 'reconciliation_paused', false);
  setting(70.9, tommaso, 'notifications_settings', 2, 'notifier_paused', false);
  roles(140.2, ['owner'], []);
  const kubernetes = company.templateNamed('kubernetes-dev');
  calendar.plan(withinSecond(random, start + 74 * minute), (at) => {
    const push = origins.by(tommaso, 'cli', at, 'coder templates push');
    const version = pushVersion(world, random, push, kubernetes, at, 201, 'cap-collector-memory');
    activate(world, push, kubernetes, version, at + 41 * second);
  });
  calendar.plan(withinSecond(random, start + 78 * minute), (at) => {
    const origin = origins.by(tommaso, 'cli', at, 'coder update');
    for (const workspace of world.workspaces.all) {
      if (workspace.template !== kubernetes || workspace.owner === people.prebuilds) continue;
      if (!isEmployed(workspace.owner, at)) continue;
      if (workspace.running) world.workspaces.build(at, origin, workspace, 'stop', 'cli');
      world.workspaces.build(at + 24 * second, origin, workspace, 'start', 'cli');
    }
  });
}
