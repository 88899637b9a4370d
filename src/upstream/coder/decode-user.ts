import { isJsonObject, isPresent, requireObject, requireText, textOrNull } from '../json-shape.ts';
import type { JsonObject } from '../json-shape.ts';
import type { CoderRole, CoderUser } from './model.ts';
import { requireUuid, timeOrNull, uuidOrNull } from './wire-value.ts';

/** From a users endpoint, where an absent flag means false and a null list means empty. */
export function decodeUser(value: unknown, what = 'the body'): CoderUser {
  const raw = requireObject(value, what);
  const ids = Array.isArray(raw['organization_ids']) ? raw['organization_ids'] : [];
  return {
    ...decodeUserFields(raw, what),
    organization_ids: ids.map(uuidOrNull).filter((id) => id !== null),
    is_service_account: raw['is_service_account'] === true,
  };
}

/** As a row embeds it: the fields that this form gets wrong on every version are left out. */
export function decodeRowUser(value: unknown, what: string): CoderUser | null {
  if (!isPresent(value)) return null;
  const raw = requireObject(value, what);
  const user = decodeUserFields(raw, what);
  return uuidOrNull(user.id) === null ? null : user;
}

const textFields = ['name', 'email', 'avatar_url', 'status', 'login_type'] as const;
const timeFields = ['created_at', 'updated_at', 'last_seen_at'] as const;

function decodeUserFields(raw: JsonObject, what: string): CoderUser {
  const user: { -readonly [Key in keyof CoderUser]: CoderUser[Key] } = {
    id: requireUuid(raw['id'], `${what}.id`),
    username: requireText(raw['username'], `${what}.username`),
  };
  for (const field of textFields) {
    if (isPresent(raw[field])) user[field] = textOrNull(raw[field]);
  }
  for (const field of timeFields) {
    if (isPresent(raw[field])) user[field] = timeOrNull(raw[field]);
  }
  if (Array.isArray(raw['roles'])) user.roles = raw['roles'].flatMap(decodeRole);
  return user;
}

/** None for what has no name. */
function decodeRole(value: unknown): CoderRole[] {
  if (!isJsonObject(value) || typeof value['name'] !== 'string') return [];
  return [
    {
      name: value['name'],
      display_name: textOrNull(value['display_name']),
      organization_id: uuidOrNull(value['organization_id']),
    },
  ];
}
