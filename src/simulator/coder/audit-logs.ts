import type { Answer } from '../exchange.ts';
import { failure, forbidden, internalError, invalidParameters, json } from './answers.ts';
import { auditLogJson } from './audit-row.ts';
import { parseAuditSearch } from './audit-search.ts';
import type { AuditSearch } from './audit-search.ts';
import type { CoderDatabase } from './database.ts';
import type { Deployment } from './deployment.ts';
import type { Values } from './go/url-query.ts';
import { parsePageParameters } from './page-parameters.ts';
import { auditScope } from './roles.ts';
import type { StoredAuditLog, StoredUser } from './state.ts';
import type { CoderVersion } from './version.ts';

const defaultLimit = 100;

/** GET /audit: permission, then page parameters, then the search, then count and list. */
export function listAuditLogs(deployment: Deployment, caller: StoredUser, values: Values): Answer {
  const { database, random, version } = deployment;
  const scope = auditScope(caller);
  if (scope === undefined) return unauthorized(version);
  const page = parsePageParameters(values);
  if (page.errors.length > 0) return invalidParameters(page.errors);
  const parsed = parseAuditSearch(deployment, caller, values.get('q')?.[0] ?? '');
  if (!parsed.valid) {
    return failure(400, 'Invalid audit search query.', undefined, parsed.errors);
  }
  const { search } = parsed;
  if (`${search.resourceTarget}${search.username}${search.email}`.includes('\0')) {
    return internalError('pq: invalid byte sequence for encoding "UTF8": 0x00');
  }

  const conditions = rowConditions(database, caller, search);
  if (scope !== 'everything') conditions.push((row) => scope.has(row.organization_id));
  const { count, rows } = database.select(
    {
      from: search.dateFrom === undefined ? undefined : `${search.dateFrom}T00:00:00.000000Z`,
      to: search.dateTo === undefined ? undefined : `${search.dateTo}T23:59:59.000000Z`,
      matches:
        conditions.length === 0
          ? undefined
          : (row) => conditions.every((condition) => condition(row)),
      offset: page.offset,
      limit: page.limit === 0 && !version.zeroLimitMeansNone ? defaultLimit : page.limit,
    },
    random,
  );
  const audit_logs = rows.map((row) => auditLogJson(deployment, caller, row));
  const counted = rows.length === 0 && !version.countsEmptyPages ? 0 : count;
  const answer = json(
    200,
    version.capsCount
      ? {
          audit_logs,
          count: Math.min(counted, deployment.countCap + 1),
          count_cap: deployment.countCap,
        }
      : { audit_logs, count: counted },
  );
  return { ...answer, rows: rows.length };
}

function unauthorized({ unauthorizedAudit }: CoderVersion): Answer {
  if (unauthorizedAudit === 'empty') return json(200, { audit_logs: [], count: 0 });
  if (unauthorizedAudit === 'error') return internalError('unauthorized: rbac: forbidden');
  return forbidden();
}

type Condition = (row: StoredAuditLog) => boolean;

function rowConditions(
  database: CoderDatabase,
  caller: StoredUser,
  search: AuditSearch,
): Condition[] {
  const conditions: Condition[] = [];
  const { requestId, resourceId, resourceTarget, organizationId, resourceType, action } = search;
  if (requestId !== undefined) conditions.push((row) => row.request_id === requestId);
  if (resourceId !== undefined) conditions.push((row) => row.resource_id === resourceId);
  if (resourceTarget !== '') conditions.push((row) => row.resource_target === resourceTarget);
  if (organizationId !== undefined) {
    conditions.push((row) => row.organization_id === organizationId);
  }
  if (resourceType !== '') conditions.push((row) => row.resource_type === resourceType);
  if (action !== '') conditions.push((row) => row.action === action);
  if (search.username !== '') {
    const users = usersNamed(database, caller, search.username);
    conditions.push((row) => users.has(row.user_id));
  }
  if (search.email !== '') {
    const users = usersWithEmail(database, search.email);
    conditions.push((row) => users.has(row.user_id));
  }
  if (search.buildReason !== '') {
    const reasons = buildReasons(database);
    conditions.push((row) => reasons(row) === search.buildReason);
  }
  return conditions;
}

/** `me` is the caller; otherwise a living user in any letter case. */
function usersNamed(
  { users }: CoderDatabase,
  caller: StoredUser,
  username: string,
): ReadonlySet<string> {
  if (username === 'me') return new Set([caller.id]);
  return idsOf(users, (user) => !user.deleted && user.username.toLowerCase() === username);
}

/** Letter for letter, deleted users included. */
function usersWithEmail({ users }: CoderDatabase, email: string): ReadonlySet<string> {
  return idsOf(users, (user) => user.email === email);
}

function idsOf(
  users: CoderDatabase['users'],
  isWanted: (user: StoredUser) => boolean,
): ReadonlySet<string> {
  return new Set([...users.values()].filter(isWanted).map(({ id }) => id));
}

/** The reason of the build a row is about: its own, or the first one of a workspace created. */
function buildReasons({ resources }: CoderDatabase): (row: StoredAuditLog) => string | undefined {
  const firstReasons = new Map<string, string | undefined>();
  for (const { kind, build_number, build_reason, parent_id } of resources.values()) {
    if (kind === 'workspace_build' && build_number === 1 && parent_id !== undefined) {
      firstReasons.set(parent_id, build_reason);
    }
  }
  return ({ action, resource_id, resource_type }) => {
    if (resource_type === 'workspace_build') return resources.get(resource_id)?.build_reason;
    if (resource_type === 'workspace' && action === 'create') return firstReasons.get(resource_id);
    return undefined;
  };
}
