import { agentTask } from './agent-tasks.ts';
import { planConnections } from './connections.ts';
import { changed } from './diff.ts';
import { momentOf, type Shift, shiftsOf, workspaceNames } from './habits.ts';
import { hour, type Micros, minute, second } from './micros.ts';
import type { Origin } from './origins.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import { openApplication, signIn, signOut } from './sign-ins.ts';
import { publishVersion } from './template-versions.ts';
import type { Workspace } from './workspaces.ts';
import type { World } from './world.ts';

const nanosecondsPerHour = 3_600_000_000_000;

/** What everybody does every day, each by the clock of their own office. */
export function planWorkingDays(world: World): void {
  for (const person of world.people.staff) {
    if (person.neverSeen) continue;
    const random = world.random.fork(`days of ${person.username}`);
    const main = settleWorkspaces(world, random, person);
    const startsByItself = random.chance(0.35);
    for (const shift of shiftsOf(person, random, world.start, world.now)) {
      planShift(world, random, person, main, shift, startsByItself);
    }
  }
}

function planShift(
  world: World,
  random: Random,
  person: Person,
  main: Workspace,
  shift: Shift,
  startsByItself: boolean,
): void {
  const at = (run: (at: Micros) => void, moment = momentOf(shift, random)) =>
    world.calendar.plan(moment, run);
  const times = (mean: number) => Math.floor(mean + random.share());

  if (random.chance(shift.isMonday ? 0.85 : 0.38)) {
    at((now) => signIn(world, random, person, now), shift.from + random.between(0, 6 * minute));
  }
  if (random.chance(0.07)) at((now) => signOut(world, person, now), shift.to);

  if (startsByItself) {
    at((now) => automatic(world, main, 'start', 'autostart', now), quarterBefore(shift.from));
  }
  at((now) => start(world, random, main, now), shift.from + random.between(4, 25) * minute);
  for (let i = times(1.15); i > 0; i--) at((now) => restart(world, random, main, now));
  for (let i = times(1.1); i > 0; i--) at((now) => useAnother(world, random, person, now));
  for (let i = times(2.1); i > 0; i--) at((now) => openApplication(world, person, now));
  for (let i = times(0.3); i > 0; i--) at((now) => adjust(world, random, person, main, now));
  if (random.chance(0.09)) at((now) => makeOrRemove(world, random, person, now));
  if (random.chance(0.06)) at((now) => refused(world, random, person, now));
  if (isAuthor(person) && random.chance(0.5))
    at((now) => publishVersion(world, random, person, now));
  if (person.editor !== 'jetbrains' && random.chance(0.3)) {
    const moment = momentOf(shift, random);
    if (moment > world.releases.secondSince) agentTask(world, random, person, moment);
  }
  planConnections(world, random, person, main, shift);

  at((now) => finish(world, random, person, now), shift.to - random.between(0, 9 * minute));
  at((now) => stopAll(world, person, now), shift.to + random.between(40, 200) * minute);
}

/** Template authors: the platform team, and one or two people in each of the others. */
function isAuthor(person: Person): boolean {
  return (
    person.team === 'platform' ||
    ['ananya', 'McAllister', 'mnowak', 'anais'].includes(person.username)
  );
}

function settleWorkspaces(world: World, random: Random, person: Person): Workspace {
  const templates = templatesFor(world, person);
  const names = random.shuffled(workspaceNames[person.team]);
  const [first = 'dev', ...others] = names;
  const main = world.workspaces.settle(person, templates[0]!, first);
  for (const name of others.slice(0, random.between(0, 2))) {
    world.workspaces.settle(person, random.pick(templates), name);
  }
  return main;
}

function templatesFor(world: World, person: Person) {
  return world.company.templates.filter(
    ({ teams, name }) => teams.some((team) => team === person.team) && name !== 'agent-task',
  );
}

/** What started a build: told since 2.25, before that it was always the initiator. */
function reasonOf(world: World, random: Random, person: Person, at: Micros): string {
  if (at < world.releases.secondSince) return 'initiator';
  const editor = { vscode: 'vscode_connection', jetbrains: 'jetbrains_connection' } as const;
  const habit =
    person.editor === 'ssh' || person.editor === 'browser'
      ? 'ssh_connection'
      : editor[person.editor];
  return random.weighted({ dashboard: 4, cli: 2, [habit]: 4 });
}

function originOf(world: World, random: Random, person: Person, at: Micros): Origin {
  return world.origins.by(person, random.chance(0.7) ? 'browser' : 'cli', at, 'coder start');
}

function start(world: World, random: Random, workspace: Workspace, at: Micros): void {
  const { owner } = workspace;
  const origin = originOf(world, random, owner, at);
  const reason = reasonOf(world, random, owner, at);
  const fails = random.chance(0.025);
  world.workspaces.build(at, origin, workspace, 'start', reason, fails ? 'fails' : 'succeeds');
  if (fails && random.chance(0.3)) {
    const owned = world.origins.automatic(owner);
    world.workspaces.build(at + 20 * minute, owned, workspace, 'stop', 'failedstop');
  } else if (fails) {
    world.workspaces.build(at + 2 * minute, origin, workspace, 'start', reason);
  }
}

function restart(world: World, random: Random, workspace: Workspace, at: Micros): void {
  const origin = originOf(world, random, workspace.owner, at);
  const reason = at < world.releases.secondSince ? 'initiator' : random.pick(['dashboard', 'cli']);
  if (world.workspaces.build(at, origin, workspace, 'stop', reason)) {
    world.workspaces.build(at + 26 * second, origin, workspace, 'start', reason);
  }
}

function useAnother(world: World, random: Random, person: Person, at: Micros): void {
  const others = world.workspaces.desksOf(person).slice(1);
  if (others.length > 0) {
    const workspace = random.pick(others);
    if (!workspace.running) start(world, random, workspace, at);
  }
}

function makeOrRemove(world: World, random: Random, person: Person, at: Micros): void {
  const living = world.workspaces.desksOf(person);
  const origin = originOf(world, random, person, at);
  const reason = reasonOf(world, random, person, at);
  if (living.length > 2) {
    world.workspaces.build(at, origin, living.at(-1)!, 'delete', reason);
    return;
  }
  const taken = new Set(living.map(({ name }) => name));
  const base = random.pick(workspaceNames[person.team]);
  const name = taken.has(base) ? `${base}-${random.between(2, 19)}` : base;
  const template = random.pick(templatesFor(world, person));
  world.workspaces.create(at, origin, person, template, name, reason);
}

/** Settings of a workspace that people change now and then. */
function adjust(
  world: World,
  random: Random,
  person: Person,
  workspace: Workspace,
  at: Micros,
): void {
  const what = random.pick(['ttl', 'autostart_schedule', 'favorite', 'automatic_updates'] as const);
  const before = { ttl: workspace.ttl, autostart: workspace.autostart };
  if (what === 'ttl') workspace.ttl = random.pick([4, 8, 10, 12]) * nanosecondsPerHour;
  if (what === 'autostart_schedule') {
    const clock = `${random.pick([0, 15, 30, 45])} ${random.between(6, 9)}`;
    workspace.autostart = workspace.autostart ? null : `CRON_TZ=UTC ${clock} * * 1-5`;
  }
  const favorite = random.chance(0.7);
  const updates = ['never', 'always'];
  const fields = {
    ttl: changed(before.ttl, workspace.ttl),
    autostart_schedule: changed(before.autostart, workspace.autostart),
    favorite: changed(!favorite, favorite),
    automatic_updates: changed(
      ...((favorite ? updates : updates.toReversed()) as [string, string]),
    ),
  };
  world.coder.record(at, world.origins.by(person, 'browser', at), {
    type: 'workspace',
    action: 'write',
    id: workspace.id,
    target: workspace.name,
    organizationId: workspace.template.organizationId,
    status: what === 'favorite' ? 204 : 200,
    diff: { [what]: fields[what] },
  });
}

/** Somebody tries what they may not, or what is already so. */
function refused(world: World, random: Random, person: Person, at: Micros): void {
  const workspace = random.pick(world.workspaces.desksOf(person));
  const template = workspace.template;
  const organizationId = template.organizationId;
  const origin = world.origins.by(person, 'browser', at);
  const forbidden = person.siteRoles.length === 0 ? 403 : 400;
  const entry = random.pick([
    { type: 'workspace', action: 'create', target: workspace.name, status: 409 },
    { type: 'workspace', action: 'write', id: workspace.id, target: workspace.name, status: 400 },
    {
      type: 'template',
      action: 'write',
      id: template.id,
      target: template.name,
      status: forbidden,
    },
    {
      type: 'template',
      action: 'delete',
      id: template.id,
      target: template.name,
      status: forbidden,
    },
    { type: 'group', action: 'write', target: 'gpu-users', status: 404 },
    { type: 'api_key', action: 'create', id: person.id, target: 'forever', status: 400 },
  ]);
  world.coder.record(at, origin, { ...entry, organizationId });
}

function finish(world: World, random: Random, person: Person, at: Micros): void {
  for (const workspace of world.workspaces.desksOf(person)) {
    if (!random.chance(0.3)) continue;
    const reason = at < world.releases.secondSince ? 'initiator' : 'dashboard';
    world.workspaces.build(at, originOf(world, random, person, at), workspace, 'stop', reason);
  }
}

function stopAll(world: World, person: Person, at: Micros): void {
  const minuteOfSweep = at - (at % minute) + minute;
  for (const workspace of world.workspaces.livingOf(person)) {
    automatic(world, workspace, 'stop', 'autostop', minuteOfSweep);
  }
}

function automatic(
  world: World,
  workspace: Workspace,
  transition: 'start' | 'stop',
  reason: string,
  at: Micros,
): void {
  const origin = world.origins.automatic(workspace.owner);
  world.workspaces.build(at, origin, workspace, transition, reason);
}

/** Schedules start on the quarter of an hour, together for a whole office. */
function quarterBefore(at: Micros): Micros {
  const quarter = hour / 4;
  return at - (at % quarter);
}
