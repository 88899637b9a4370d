import type { StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';
import type { StoredAuditLog } from '../../src/simulator/coder/state.ts';
import { auditLog, dana, gone, nilUuid, owner, platform, research, robot, uuid } from './acme.ts';
import { closed, heir, kim, left, lost, me } from './audit-people.ts';
import { largestBurst, makeTrail, trailKinds } from './bindplane-oracle.ts';
import { randomTrail, trailShapes } from './coder-trails.ts';
import { below, pick, type Random, randomUuid } from './random.ts';

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
  const resource_type = pick(random, types);
  const action = random() < 0.02 ? 'archive' : pick(random, actions);
  return {
    ...auditLog(below(random, 1e6), { time }),
    id: randomUuid(random),
    user_id: random() < 0.05 ? nilUuid : pick(random, people),
    organization_id: pick(random, [nilUuid, platform.id, research.id, closed.id]),
    ip: pick(random, [null, '203.0.113.7', '2001:db8::1']),
    resource_type,
    resource_id: resourceOf(random, resource_type),
    resource_target: pick(random, targets),
    action,
    status_code: pick(random, [0, 200, 200, 201, 303, 400, 403, 500]),
    request_id: pick(random, [nilUuid, uuid('c', below(random, 12)), randomUuid(random)]),
  };
}

function resourceOf(random: Random, type: string): string {
  if (type === 'workspace_build') return uuid('b', 510 + below(random, 5));
  if (type === 'workspace') return uuid('b', 500 + below(random, 3));
  return pick(random, [nilUuid, uuid('b', below(random, 6))]);
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
    id: Array.from({ length: 26 }, () => pick(random, ulidDigits)).join(''),
    timestamp,
    resourceKind: pick(random, kinds),
    resourceName: pick(random, resourceNames),
    description: '',
    user: pick(random, eventUsers),
    action: pick(random, eventActions),
    configuration: pick(random, configurations),
    account: '',
  };
}

export function randomLogs(random: Random, size: number): StoredAuditLog[] {
  return randomTrail(random, pick(random, trailShapes), size).map(({ at }) =>
    randomLog(random, `${at.slice(0, 26)}Z`),
  );
}

/** `maxBurst`: how many events may happen within the smallest window that can be asked for. */
export function randomEvents(random: Random, size: number, maxBurst: number): StoredAuditEvent[] {
  const kind = pick(random, trailKinds);
  const age = pick(random, [-90, 0.5, 5, 3000, 86_400 * 20, 86_400 * 500]);
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
    .filter(({ time }) => time > '2024' && time < '2027' && random() < 0.6)
    .flatMap(({ time }) => {
      const second = time.slice(0, 19);
      const places = [
        time,
        time,
        `${second}Z`,
        `${second}.999999Z`,
        `${second}.${below(random, 1e6)}Z`,
      ];
      return Array.from({ length: 1 + below(random, 2) }, () =>
        randomEvent(random, pick(random, places)),
      );
    });
  return thinned([...events, ...randomEvents(random, below(random, 60), maxBurst)], maxBurst);
}

function thinned(events: readonly StoredAuditEvent[], maxBurst: number): StoredAuditEvent[] {
  let kept = [...events];
  while (largestBurst(kept) > maxBurst) kept = kept.filter((_, index) => index % 4 !== 0);
  return kept;
}
