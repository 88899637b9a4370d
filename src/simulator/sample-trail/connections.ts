import { momentOf, type Shift } from './habits.ts';
import { day, type Micros, minute } from './micros.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import { buildFields, type Workspace } from './workspaces.ts';
import type { World } from './world.ts';

const purgeAge = 90 * day;

/**
 * Connections to a workspace, which Coder recorded in its audit log before 2.25. What is older than
 * 90 days has been purged, so they are found in the week before the upgrade and nowhere else.
 */
export function planConnections(
  world: World,
  random: Random,
  person: Person,
  workspace: Workspace,
  shift: Shift,
): void {
  const oldest = world.now - purgeAge;
  if (shift.to < oldest || shift.from > world.releases.secondSince) return;
  for (let sessions = random.between(2, 6); sessions > 0; sessions--) {
    const from = momentOf(shift, random);
    const to = Math.min(from + random.between(3 * minute, 90 * minute), shift.to);
    if (from < oldest || to > world.releases.secondSince) continue;
    if (random.chance(0.35)) planApplication(world, random, person, workspace, from, to);
    else planAgent(world, random, person, workspace, from, to);
  }
}

/** SSH and its relatives: nobody is named as the actor, both rows have the connection's id. */
function planAgent(
  world: World,
  random: Random,
  person: Person,
  workspace: Workspace,
  from: Micros,
  to: Micros,
): void {
  const type = {
    vscode: 'vscode',
    jetbrains: 'jetbrains',
    ssh: 'ssh',
    browser: 'reconnecting_pty',
  };
  const connection = random.uuid();
  const clean = random.chance(0.8);
  const record = (
    action: 'connect' | 'disconnect',
    at: Micros,
    status: number,
    reason?: string,
  ) => {
    const ip = world.origins.by(person, 'editor', at).ip;
    world.coder.record(
      at,
      { ...world.origins.nobody, ip },
      {
        type: 'workspace_agent',
        action,
        id: workspace.agentId,
        target: 'main',
        organizationId: workspace.template.organizationId,
        status,
        fields: {
          ...buildFields(workspace, 'initiator'),
          connection_type: type[person.editor],
          ...(reason !== undefined && { reason }),
        },
        requestId: connection,
      },
    );
  };
  let isOpen = false;
  world.calendar.plan(from, (at) => {
    isOpen = workspace.running;
    if (!isOpen) return;
    world.coder.keep({
      id: workspace.agentId,
      kind: 'workspace_agent',
      deleted: false,
      parent_id: workspace.id,
    });
    record('connect', at, 200);
  });
  world.calendar.plan(to, (at) => {
    if (!isOpen) return;
    if (clean) record('disconnect', at, 0);
    else record('disconnect', at, 255, 'network connection lost');
  });
}

function planApplication(
  world: World,
  random: Random,
  person: Person,
  workspace: Workspace,
  from: Micros,
  to: Micros,
): void {
  const slug = random.pick(['code-server', 'jupyter', 'grafana', 'web-terminal']);
  const connection = random.uuid();
  const record = (action: 'open' | 'close', at: Micros) =>
    world.coder.record(at, world.origins.by(person, 'browser', at), {
      type: 'workspace_app',
      action,
      id: workspace.appId,
      target: slug,
      organizationId: workspace.template.organizationId,
      fields: { ...buildFields(workspace, 'initiator'), connection_type: 'workspace_app' },
      requestId: connection,
    });
  let isOpen = false;
  world.calendar.plan(from, (at) => {
    isOpen = workspace.running;
    if (!isOpen) return;
    world.coder.keep({
      id: workspace.appId,
      kind: 'workspace_app',
      deleted: false,
      parent_id: workspace.id,
    });
    record('open', at);
  });
  world.calendar.plan(to, (at) => {
    if (isOpen) record('close', at);
  });
}
