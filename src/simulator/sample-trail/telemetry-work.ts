import { bindplaneUser, type Configuration, editConfiguration } from './telemetry.ts';
import { momentOf, type Shift, shiftsOf } from './habits.ts';
import { day, hour, type Micros, minute, second, startOfDay } from './micros.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import { dayOfIncident } from './incident.ts';
import type { World } from './world.ts';

const gitOps = 'GitOps (api key)';

/** What people and pipelines do in Bindplane on ordinary days. */
export function planTelemetryWork(world: World, configurations: readonly Configuration[]): void {
  const everyday = configurations.filter(({ name }) => name !== 'edge-prod');
  for (const person of world.people.staff) {
    if (person.bindplaneText === undefined || person.neverSeen) continue;
    const random = world.random.fork(`telemetry of ${person.username}`);
    const diligence = person.team === 'observability' ? 0.8 : 0.1;
    for (const shift of shiftsOf(person, random, world.start, world.now)) {
      if (!random.chance(diligence) || isTakenUp(world, person, shift)) continue;
      world.calendar.plan(momentOf(shift, random), (at) =>
        editConfiguration(
          world.bindplane,
          random,
          bindplaneUser(person),
          random.pick(everyday),
          at,
        ),
      );
    }
  }
  planGitOps(world, everyday);
  planProjectChores(world);
}

/** On the day of the incident Dana Reyes works on nothing else. */
function isTakenUp(world: World, person: Person, shift: Shift): boolean {
  const incident = dayOfIncident(world.now);
  return person.username === 'DanaReyes' && shift.from < incident + 4 * hour && shift.to > incident;
}

/** Merged pull requests are applied at once; some touch everything. */
function planGitOps(world: World, configurations: readonly Configuration[]): void {
  for (let midnight = startOfDay(world.start); midnight <= world.now; midnight += day) {
    const random = world.random.fork(`gitops ${midnight}`);
    const isSunday = Math.floor(midnight / day) % 7 === 3;
    if (isSunday) {
      world.calendar.plan(midnight + day - random.between(1000, 990_000), (at) =>
        world.bindplane.record(at, gitOps, {
          kind: 'Credential',
          action: 'Modified',
          name: 'secops-ingest',
        }),
      );
    } else if (random.chance(0.42)) {
      const at = midnight + random.between(7 * hour, 18 * hour);
      world.calendar.plan(at, (from) =>
        applyAll(
          world,
          random,
          random.shuffled(configurations).slice(0, 3),
          random.between(8, 45),
          from,
        ),
      );
    }
  }
}

/** One apply: transactions of some two dozen changes, each stamped with a single instant. */
export function applyAll(
  world: World,
  random: Random,
  configurations: readonly Configuration[],
  count: number,
  from: Micros,
): void {
  for (const each of configurations) each.version += 1;
  let at = from;
  for (let i = 0; i < count; i++) {
    if (i % 23 === 22) at += random.between(90_000, 420_000);
    const configuration = configurations[i % configurations.length]!;
    const part =
      configuration.parts[Math.floor(i / configurations.length) % configuration.parts.length]!;
    world.bindplane.record(at, gitOps, {
      kind: part.kind,
      action: random.chance(0.9) ? 'Modified' : 'Created',
      name: part.name,
      configuration: `${configuration.name}:${configuration.version}`,
    });
  }
  for (const { name, version } of configurations) {
    const rollout = { kind: 'Rollout', name, configuration: `${name}:${version}` };
    world.bindplane.record(at + second, gitOps, { ...rollout, action: 'Pending' });
    at += random.between(200_000, 900_000);
    world.bindplane.record(at + 2 * second, gitOps, { ...rollout, action: 'Started' });
  }
}

type ProjectChore = readonly [
  times: number,
  kind: string,
  action: string,
  names: readonly string[],
];

const projectChores: readonly ProjectChore[] = [
  [22, 'APIKey', 'Created', ['terraform', 'grafana-sync', 'ci', 'soc-export', 'collector-tests']],
  [17, 'APIKey', 'Deleted', ['terraform', 'grafana-sync', 'ci', 'collector-tests']],
  [9, 'Fleet', 'Created', ['depots-eu', 'depots-us', 'carts-osaka']],
  [21, 'Fleet', 'Modified', ['depots-eu', 'depots-us', 'carts-osaka']],
  [3, 'Fleet', 'Deleted', ['depots-trial']],
  [16, 'Agent', 'Modified', ['edge-rtm-04', 'edge-osl-11', 'edge-den-02', 'edge-krk-07']],
  [28, 'Agent', 'Deleted', ['edge-rtm-01', 'edge-gru-03', 'edge-osa-09', 'cart-17']],
  [6, 'AgentVersion', 'Updated', ['v1.86.0', 'v1.87.1', 'v1.88.0']],
  [7, 'Configuration', 'Created', ['lab-syslog', 'edge-canary', 'otel-demo']],
  [4, 'Configuration', 'Deleted', ['lab-syslog', 'otel-demo']],
  [5, 'Credential', 'Created', ['secops-ingest', 'loki-basic']],
  [4, 'SecretsManager', 'Modified', ['vault-eu']],
  [8, 'Notification', 'Modified', ['rollout-errors', 'agent-offline']],
  [3, 'Integration', 'Created', ['pagerduty', 'slack-observability']],
  [5, 'Blueprint', 'Created', ['kubernetes-baseline', 'windows-baseline']],
  [6, 'ResourcePreset', 'Modified', ['json-logs', 'pii-eu']],
  [7, 'Recommendation', 'Deleted', ['drop-debug-logs', 'dedupe-health-checks']],
  [3, 'Account', 'Modified', ['Marlow Production']],
  [1, 'Organization', 'Modified', ['Marlow Freight']],
  [5, 'Invitation', 'Created', ['gwenaelle.legoff@marlow-freight.example']],
  [4, 'User', 'Created', ['Gwenaëlle Le Goff', 'Fiona McAllister', 'Alex Kim']],
  [9, 'User', 'Modified', ['Hanna Brandt (admin)', 'Alex Kim (viewer)', 'Rafael Conceição (user)']],
  [2, 'User', 'Deleted', ['Owen Blackwood']],
];

const projectAdmins = ['soren', 'DanaReyes', 'ingrid', 'aoife', 'tokafor'];

function planProjectChores(world: World): void {
  const admins: readonly Person[] = projectAdmins.map((name) => world.people.named(name));
  for (const [times, kind, action, names] of projectChores) {
    for (let turn = 0; turn < times; turn++) {
      const random = world.random.fork(`project ${kind} ${action} ${turn}`);
      const admin = random.pick(admins);
      const shift = random.pick(shiftsOf(admin, random, world.start, world.now - 2 * day));
      world.calendar.plan(momentOf(shift, random) + random.between(0, minute), (at) =>
        world.bindplane.record(at, bindplaneUser(admin), {
          kind,
          action,
          name: names[turn % names.length]!,
        }),
      );
    }
  }
}
