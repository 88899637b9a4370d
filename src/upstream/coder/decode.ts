import { parseInstant, toUtcText } from '../../feed/instant.ts';
import {
  JsonShapeError,
  isJsonObject,
  isPresent,
  kindOfJson,
  requireArray,
  requireObject,
  requireText,
  textOrNull,
} from '../json-shape.ts';
import type { JsonObject } from '../json-shape.ts';
import { decodeOrganization, decodeRowOrganization } from './decode-organization.ts';
import { decodeRowUser, decodeUser } from './decode-user.ts';
import type {
  CoderAuditLog,
  CoderAuditPage,
  CoderDiffField,
  CoderOrganization,
  CoderUser,
} from './model.ts';
import { requireUuid, uuidOrNull } from './wire-value.ts';

/** Anything that is no page throws; an object without `audit_logs` never reads as an empty page. */
export function decodeAuditPage(body: unknown): CoderAuditPage {
  const page = requireObject(body, 'the body');
  const rows = requireArray(page['audit_logs'], 'audit_logs');
  const cap = page['count_cap'] ?? 0;
  return {
    rows: rows.map((row, index) => decodeAuditLog(row, `audit_logs[${index}]`)),
    count: requireCount(page['count'], 'count'),
    countCap: cap === 0 ? undefined : requireCount(cap, 'count_cap'),
  };
}

export function decodeUsers(body: unknown): readonly CoderUser[] {
  const users = requireArray(requireObject(body, 'the body')['users'], 'users');
  return users.map((user, index) => decodeUser(user, `users[${index}]`));
}

export function decodeOrganizations(body: unknown): readonly CoderOrganization[] {
  return requireArray(body, 'the body').map((organization, index) =>
    decodeOrganization(organization, `organization ${index}`),
  );
}

export function decodeBuildInfo(body: unknown): { readonly version: string } {
  return { version: requireText(requireObject(body, 'the body')['version'], 'version') };
}

/**
 * A row of any version: only id, time, action and resource type are required. All else may be
 * absent, null or of a type that an older version sent, and is then none.
 */
function decodeAuditLog(value: unknown, what: string): CoderAuditLog {
  const raw = requireObject(value, what);
  const { at, time } = requireTime(raw['time'], `${what}.time`);
  return {
    id: requireUuid(raw['id'], `${what}.id`),
    at,
    time,
    action: requireText(raw['action'], `${what}.action`),
    resource_type: requireText(raw['resource_type'], `${what}.resource_type`),
    request_id: uuidOrNull(raw['request_id']),
    resource_id: uuidOrNull(raw['resource_id']),
    resource_target: textOrNull(raw['resource_target']),
    resource_icon: textOrNull(raw['resource_icon']),
    resource_link: textOrNull(raw['resource_link']),
    is_deleted: typeof raw['is_deleted'] === 'boolean' ? raw['is_deleted'] : null,
    status_code: Number.isSafeInteger(raw['status_code']) ? Number(raw['status_code']) : null,
    ip: textOrNull(raw['ip']),
    user_agent: textOrNull(raw['user_agent']),
    description: textOrNull(raw['description']),
    diff: decodeDiff(raw['diff']),
    additional_fields: raw['additional_fields'] ?? {},
    organization: decodeRowOrganization(raw),
    user: decodeRowUser(raw['user'], `${what}.user`),
  };
}

const noDiff: CoderAuditLog['diff'] = Object.freeze({});

function decodeDiff(value: unknown): CoderAuditLog['diff'] {
  if (!isJsonObject(value)) return noDiff;
  const fields = Object.entries(value);
  if (fields.length === 0) return noDiff;
  return Object.fromEntries(fields.map(([name, field]) => [name, decodeDiffField(field)]));
}

/** Whatever marks a field as secret, what was sent as its values ends here. */
function decodeDiffField(value: unknown): CoderDiffField {
  const raw: JsonObject = isJsonObject(value) ? value : {};
  if ((raw['secret'] ?? false) !== false) return { secret: true };
  return {
    ...(isPresent(raw['old']) ? { old: raw['old'] } : {}),
    ...(isPresent(raw['new']) ? { new: raw['new'] } : {}),
    secret: false,
  };
}

function requireTime(value: unknown, what: string): Pick<CoderAuditLog, 'at' | 'time'> {
  const text = requireText(value, what);
  const at = parseInstant(text);
  const time = toUtcText(text);
  if (at === undefined || time === undefined) throw new JsonShapeError(`${what} is not a time`);
  return { at, time };
}

function requireCount(value: unknown, what: string): number {
  if (typeof value !== 'number') throw new JsonShapeError(`${what} is ${kindOfJson(value)}`);
  if (!Number.isSafeInteger(value) || value < 0) throw new JsonShapeError(`${what} is no count`);
  return value;
}
