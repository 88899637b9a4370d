import type { StoredAuditEvent } from '../bindplane/state.ts';
import type { StoredAuditLog, StoredResource, StoredUser } from '../coder/state.ts';
import { type BindplaneEntry, storedEvent } from './bindplane-ledger.ts';
import { type CoderEntry, storedRow } from './coder-ledger.ts';
import { changed, createdWith } from './diff.ts';
import { nilUuid } from './identifiers.ts';
import { day, formatMicros, type Micros, parseMicros } from './micros.ts';
import type { Origin } from './origins.ts';
import type { Random } from '../random.ts';
import type { SampleTrail } from './sample-trail.ts';

/** What is new in both systems; `resources` are what the rows point at. */
export interface Arrivals {
  readonly auditLogs: readonly StoredAuditLog[];
  readonly resources: readonly StoredResource[];
  readonly events: readonly StoredAuditEvent[];
}

const recentDesks = 50;

interface Desk {
  readonly id: string;
  readonly name: string;
  readonly owner: StoredUser;
  readonly organizationId: string;
  builds: number;
  running: boolean;
}

/**
 * How the trail goes on: each call of the answer gives a row of Coder's, and now and then a
 * Bindplane event, of the moments before the instant given (RFC 3339). The same trail, random
 * numbers and instants give the same arrivals.
 */
export function nextArrivals(trail: SampleTrail, random: Random): (now: string) => Arrivals {
  const desks = desksOf(trail);
  const origins = originsOf(trail);
  const session = editingSession(trail, random);
  return (now) => {
    const end = parseMicros(now);
    const at = end - random.between(1000, 900_000);
    const { row, resources } = codersMove(random, random.pick(desks), origins, at);
    const events = random.chance(0.15) ? [session(end - random.between(1000, 900_000))] : [];
    return { auditLogs: [row], resources, events };
  };
}

function codersMove(
  random: Random,
  desk: Desk,
  origins: ReadonlyMap<string, Origin>,
  at: Micros,
): { row: StoredAuditLog; resources: StoredResource[] } {
  const { owner } = desk;
  const origin = origins.get(owner.id) ?? { userId: owner.id, ip: null, userAgent: null };
  const key = { type: 'api_key', id: owner.id };
  const move = random.weighted({ build: 5, application: 3, login: 1, failure: 0.4, favorite: 0.8 });
  if (move === 'build') return build(random, desk, origin, at);
  const entry: CoderEntry = {
    application: { ...key, action: 'create', status: 201, diff: keyColumns(owner, at) },
    login: { ...key, action: 'login', status: 201 },
    failure: { type: 'api_key', action: 'login', status: 401 },
    favorite: {
      type: 'workspace',
      action: 'write',
      id: desk.id,
      target: desk.name,
      organizationId: desk.organizationId,
      status: 204,
      diff: { favorite: changed(false, true) },
    },
  }[move];
  const by = move === 'failure' ? { ...origin, userId: nilUuid } : origin;
  return { row: storedRow(random, at, by, entry), resources: [] };
}

function build(random: Random, desk: Desk, origin: Origin, at: Micros) {
  const id = random.uuid();
  const reason = random.pick(['dashboard', 'cli', 'vscode_connection']);
  desk.builds += 1;
  desk.running = !desk.running;
  const row = storedRow(
    random,
    at,
    { ...origin, userAgent: null },
    {
      type: 'workspace_build',
      action: desk.running ? 'start' : 'stop',
      id,
      organizationId: desk.organizationId,
      fields: {
        workspace_name: desk.name,
        build_number: String(desk.builds),
        build_reason: desk.running ? reason : 'dashboard',
        workspace_owner: desk.owner.username,
        workspace_id: desk.id,
      },
    },
  );
  const resource: StoredResource = {
    id,
    kind: 'workspace_build',
    deleted: false,
    parent_id: desk.id,
    build_reason: desk.running ? reason : 'dashboard',
    build_number: desk.builds,
  };
  return { row, resources: [resource] };
}

function keyColumns(owner: StoredUser, at: Micros) {
  return createdWith({
    created_at: formatMicros(at),
    expires_at: formatMicros(at + day),
    user_id: owner.id,
  });
}

/** Living workspaces of those who were at work last, as their latest build left them. */
function desksOf(trail: SampleTrail): Desk[] {
  const people = new Map(
    trail.coder.users
      .filter(({ status, deleted, is_system }) => status === 'active' && !deleted && !is_system)
      .map((user) => [user.username, user]),
  );
  const living = new Set(
    trail.coder.resources
      .filter(({ kind, deleted }) => kind === 'workspace' && !deleted)
      .map(({ id }) => id),
  );
  const ofTasks = new Set(
    trail.coder.auditLogs
      .filter((row) => row.resource_type === 'task')
      .map((row) => fieldsOf(row)['workspace_id']),
  );
  const desks = new Map<string, Desk>();
  for (const row of trail.coder.auditLogs) {
    if (row.resource_type !== 'workspace_build') continue;
    const fields = fieldsOf(row);
    const id = fields['workspace_id'] ?? '';
    const owner = people.get(fields['workspace_owner'] ?? '');
    if (owner === undefined || !living.has(id) || ofTasks.has(id)) continue;
    desks.delete(id);
    desks.set(id, {
      id,
      name: fields['workspace_name'] ?? '',
      owner,
      organizationId: row.organization_id,
      builds: Number(fields['build_number']),
      running: row.action === 'start' && row.status_code < 400,
    });
  }
  return [...desks.values()].slice(-recentDesks);
}

function fieldsOf(row: StoredAuditLog): Readonly<Record<string, string>> {
  return row.additional_fields as Readonly<Record<string, string>>;
}

/** From where and with which browser everybody called last. */
function originsOf(trail: SampleTrail): Map<string, Origin> {
  return new Map(
    trail.coder.auditLogs
      .filter(({ user_agent }) => user_agent?.startsWith('Mozilla/'))
      .map(({ user_id, ip, user_agent }) => [
        user_id,
        { userId: user_id, ip, userAgent: user_agent },
      ]),
  );
}

/** One person after the other changes a configuration and rolls it out, step by step. */
function editingSession(trail: SampleTrail, random: Random): (at: Micros) => StoredAuditEvent {
  const recent = trail.bindplane.events.slice(-600);
  const users = new Set(trail.bindplane.users.flatMap((user) => [user.displayName, user.email]));
  const editors = [...new Set(recent.map(({ user }) => user))].filter((user) => users.has(user));
  const versions = new Map<string, number>();
  for (const { configuration } of recent) {
    const [name = '', version] = configuration.split(':');
    if (version === undefined || name === 'edge-prod') continue;
    versions.set(name, Math.max(versions.get(name) ?? 0, Number(version)));
  }
  let user = '';
  let steps: BindplaneEntry[] = [];
  return (at) => {
    if (steps.length === 0) {
      const name = random.pick([...versions.keys()]);
      const version = (versions.get(name) ?? 0) + 1;
      versions.set(name, version);
      user = random.pick(editors);
      const parts = recent.filter(
        ({ action, configuration }) =>
          action === 'Modified' && configuration.startsWith(`${name}:`),
      );
      const configuration = `${name}:${version}`;
      const edits = Array.from({ length: random.between(1, 3) }, () => {
        const { resourceKind, resourceName } = random.pick(parts);
        return { kind: resourceKind, action: 'Modified', name: resourceName, configuration };
      });
      const rollout = { kind: 'Rollout', name, configuration };
      steps = [...edits, { ...rollout, action: 'Pending' }, { ...rollout, action: 'Started' }];
    }
    const [step, ...later] = steps;
    steps = later;
    return storedEvent(random, at, user, step!);
  };
}
