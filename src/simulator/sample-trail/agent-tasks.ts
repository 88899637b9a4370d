import { createdWith } from './diff.ts';
import { alphanumeric } from './identifiers.ts';
import { type Micros, minute, second } from './micros.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import { buildFields, type Workspace } from './workspaces.ts';
import type { World } from './world.ts';

const subjects = [
  'fix-flaky-eta-test',
  'bump-otel-sdk',
  'rename-carrier-enum',
  'add-dock-metrics',
  'translate-labels',
  'tariff-rounding',
  'retry-edi-upload',
  'remove-dead-flags',
];

interface Task {
  readonly id: string;
  readonly target: string;
  readonly workspace: Workspace;
}

/** A coding agent is sent off in a workspace of its own; it pauses, goes on, and is cleared away. */
export function agentTask(world: World, random: Random, person: Person, at: Micros): void {
  let task: Task | undefined;
  const step = (after: number, run: (task: Task, at: Micros) => void) =>
    world.calendar.plan(at + after, (now) => task && run(task, now));

  world.calendar.plan(at, (now) => {
    task = begin(world, random, person, now);
  });
  const pauses = random.chance(0.55);
  const pause = random.between(12, 70) * minute;
  const byHand = random.chance(0.3);
  const resume = pause + random.between(6, 90) * minute;
  const end = resume + random.between(15, 240) * minute;
  if (pauses) {
    step(pause, (each, now) =>
      build(world, person, each, now, 'stop', byHand ? 'task_manual_pause' : 'task_auto_pause'),
    );
    step(resume, (each, now) => build(world, person, each, now, 'start', 'task_resume'));
  }
  if (random.chance(0.8)) step(end, (each, now) => finish(world, person, each, now));
}

function begin(world: World, random: Random, person: Person, at: Micros): Task {
  const origin = world.origins.by(
    person,
    random.chance(0.7) ? 'browser' : 'cli',
    at,
    'coder task create',
  );
  const template = world.company.templateNamed('agent-task');
  const target = `${random.pick(subjects)}-${alphanumeric(random, 4).toLowerCase()}`;
  const workspace = world.workspaces.create(at, origin, person, template, target, 'dashboard');
  const id = random.uuid();
  world.coder.keep({ id, kind: 'task', deleted: false, owner_id: person.id });
  world.coder.record(at + random.between(90_000, 700_000), origin, {
    type: 'task',
    action: 'create',
    id,
    target,
    organizationId: template.organizationId,
    status: 201,
    diff: createdWith({ id, name: target, owner_id: person.id, workspace_id: workspace.id }),
    fields: buildFields(workspace, 'dashboard'),
  });
  return { id, target, workspace };
}

function build(
  world: World,
  person: Person,
  task: Task,
  at: Micros,
  transition: 'start' | 'stop',
  reason: string,
): void {
  const origin =
    reason === 'task_auto_pause'
      ? world.origins.automatic(person)
      : world.origins.by(person, 'browser', at);
  world.workspaces.build(at, origin, task.workspace, transition, reason);
}

function finish(world: World, person: Person, task: Task, at: Micros): void {
  const origin = world.origins.by(person, 'browser', at);
  world.coder.record(at, origin, {
    type: 'task',
    action: 'delete',
    id: task.id,
    target: task.target,
    organizationId: task.workspace.template.organizationId,
    status: 202,
    fields: buildFields(task.workspace, 'dashboard'),
  });
  world.coder.discard(task.id);
  world.workspaces.build(at + second, origin, task.workspace, 'delete', 'dashboard');
}
