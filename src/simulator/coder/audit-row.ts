import { readAdditionalFields } from './additional-fields.ts';
import type { Deployment } from './deployment.ts';
import { describe } from './description.ts';
import { fieldOf, isJsonObject, sortKeys } from './go/json.ts';
import { nilUuid } from './go/uuid.ts';
import { resourceState } from './resource-state.ts';
import type { StoredAuditLog, StoredUser } from './state.ts';
import { printTime } from './timestamp.ts';
import { embeddedUserJson } from './users.ts';

/** A row as the server sends it: joined with what users, organizations and resources are now. */
export function auditLogJson(
  { database, databaseZone, version }: Deployment,
  caller: StoredUser,
  row: StoredAuditLog,
): object {
  const fields = readAdditionalFields(row.additional_fields);
  const diff = diffJson(row.diff);
  const state = resourceState(database, caller, row, fields);
  const user = database.users.get(row.user_id);
  return {
    id: row.id,
    request_id: row.request_id,
    time: printTime(row.time, databaseZone),
    ip: (row.ip ?? '').replace(/^::ffff:(?=\d+\.)/i, ''),
    user_agent: row.user_agent ?? '',
    resource_type: row.resource_type,
    resource_id: row.resource_id,
    resource_target: row.resource_target,
    resource_icon: row.resource_icon,
    action: row.action,
    diff,
    status_code: row.status_code,
    additional_fields: fields.sent,
    description: describe(version, row, diff),
    resource_link: state.resource_link,
    is_deleted: state.is_deleted,
    organization_id: row.organization_id,
    ...organizationJson(database.organizations, row.organization_id),
    user: user === undefined ? null : embeddedUserJson(version, user),
  };
}

function organizationJson(
  organizations: Deployment['database']['organizations'],
  id: string,
): object {
  if (id === nilUuid) return {};
  const { name, display_name, icon } = organizations.get(id) ?? {
    name: '',
    display_name: '',
    icon: '',
  };
  return { organization: { id, name, display_name, icon } };
}

/** Decoded and encoded again: what is null is left out, keys are sorted, the rest is ignored. */
function diffJson(stored: unknown): unknown {
  if (stored === null) return null;
  if (!isJsonObject(stored)) return {};
  const columns = Object.keys(stored).toSorted();
  return Object.fromEntries(columns.map((column) => [column, changeJson(stored[column])]));
}

function changeJson(stored: unknown): object {
  const change = isJsonObject(stored) ? stored : {};
  const before = fieldOf(change, 'old') ?? null;
  const after = fieldOf(change, 'new') ?? null;
  return {
    ...(before === null ? {} : { old: sortKeys(before) }),
    ...(after === null ? {} : { new: sortKeys(after) }),
    secret: fieldOf(change, 'secret') === true,
  };
}
