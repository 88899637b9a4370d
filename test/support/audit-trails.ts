import type { StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';
import type { StoredAuditLog } from '../../src/simulator/coder/state.ts';
import { auditLog, dana, gone, nilUuid, owner, platform, research, robot, uuid } from './acme.ts';
import { closed, heir, kim, left, lost, me } from './audit-people.ts';
import { largestBurst, makeTrail, trailKinds } from './bindplane-oracle.ts';
import { randomTrail, trailShapes } from './coder-trails.ts';
import type { Random } from '../../src/simulator/random.ts';

/** Both simulators' clock. */
export const trailNow = '2026-11-20T12:00:05Z';
const nowSecond = Date.parse(trailNow) / 1000;

/** Values as upstreams hold them: with whatever a search has to be careful about. */
export const targets = [
  'dev-box',
  'Dev Box',
  'a "quoted" name',
  'half "open',
  '"edge"',
  'x:y z',
  'ünï côdé',
  'İstanbul',
  'ας Σ',
  ' outer ',
  'back\\slash',
  'tab\tthere',
  '{user} & <b>',
  '',
] as const;

const actions = ['create', 'create', 'write', 'write', 'delete', 'start', 'stop', 'login', 'open'];
const types = ['template', 'workspace', 'workspace_build', 'user', 'api_key', 'workspace_app'];
const people = [dana, dana, owner, robot, gone, heir, left, lost, me, kim].map(({ id }) => id);

/** A row of anybody about anything. */
export function randomLog(random: Random, time: string): StoredAuditLog {
  const resource_type = random.pick(types);
  const action = random.share() < 0.02 ? 'archive' : random.pick(actions);
  return {
    ...auditLog(random.below(1e6), { time }),
    id: random.uuid(),
    user_id: random.share() < 0.05 ? nilUuid : random.pick(people),
    organization_id: random.pick([nilUuid, platform.id, research.id, closed.id]),
    ip: random.pick([null, '203.0.113.7', '2001:db8::1']),
    resource_type,
    resource_id: resourceOf(random, resource_type),
    resource_target: random.pick(targets),
    action,
    status_code: random.pick([0, 200, 200, 201, 303, 400, 403, 500]),
    request_id: random.pick([nilUuid, uuid('c', random.below(12)), random.uuid()]),
  };
}

function resourceOf(random: Random, type: string): string {
  if (type === 'workspace_build') return uuid('b', 510 + random.below(5));
  if (type === 'workspace') return uuid('b', 500 + random.below(3));
  return random.pick([nilUuid, uuid('b', random.below(6))]);
}

export const eventUsers = [
  'Dana Reyes',
  ' DANA REYES',
  'Dana.Reyes@example.com',
  'lee',
  'Ólga Ø',
  'O\u0301lga Ø',
  'olga',
  'Kim',
  '',
] as const;
export const configurations = [
  '',
  'edge-prod:7',
  'edge-prod:8',
  'edge-prod',
  'Edge-Prod:7',
  'k8s:latest',
];
export const kinds = ['Source', 'Processor', 'Rollout', 'User', 'FutureKind'];
export const eventActions = ['Created', 'Modified', 'Deleted', 'Pending', 'Started', 'Exploded'];
export const resourceNames = ['nginx', 'Nginx', 'a "b": c', 'côté', ''];

const ulidDigits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('');

export function randomEvent(random: Random, timestamp: string): StoredAuditEvent {
  return {
    id: Array.from({ length: 26 }, () => random.pick(ulidDigits)).join(''),
    timestamp,
    resourceKind: random.pick(kinds),
    resourceName: random.pick(resourceNames),
    description: '',
    user: random.pick(eventUsers),
    action: random.pick(eventActions),
    configuration: random.pick(configurations),
    account: '',
  };
}

export function randomLogs(random: Random, size: number): StoredAuditLog[] {
  return randomTrail(random, random.pick(trailShapes), size).map(({ at }) =>
    randomLog(random, `${at.slice(0, 26)}Z`),
  );
}

/** `maxBurst`: how many events may happen within the smallest window that can be asked for. */
export function randomEvents(random: Random, size: number, maxBurst: number): StoredAuditEvent[] {
  const kind = random.pick(trailKinds);
  const age = random.pick([-90, 0.5, 5, 3000, 86_400 * 20, 86_400 * 500]);
  const events = makeTrail({ kind, size, age, now: nowSecond }, random).map(({ timestamp }) =>
    randomEvent(random, timestamp),
  );
  return thinned(events, maxBurst);
}

/** Events at the instants of rows, in their second, and at other times. */
export function eventsBeside(
  random: Random,
  rows: readonly StoredAuditLog[],
  maxBurst: number,
): StoredAuditEvent[] {
  const events = rows
    .filter(({ time }) => time > '2024' && time < '2027' && random.share() < 0.6)
    .flatMap(({ time }) => {
      const second = time.slice(0, 19);
      const places = [
        time,
        time,
        `${second}Z`,
        `${second}.999999Z`,
        `${second}.${random.below(1e6)}Z`,
      ];
      return Array.from({ length: 1 + random.below(2) }, () =>
        randomEvent(random, random.pick(places)),
      );
    });
  return thinned([...events, ...randomEvents(random, random.below(60), maxBurst)], maxBurst);
}

function thinned(events: readonly StoredAuditEvent[], maxBurst: number): StoredAuditEvent[] {
  let kept = [...events];
  while (largestBurst(kept) > maxBurst) kept = kept.filter((_, index) => index % 4 !== 0);
  return kept;
}
