import { fieldsOf, requireFields } from '../json/json-fields.ts';
import type { JsonFields } from '../json/json-fields.ts';
import { ifPresent, type Kind, text, textOrNull } from '../json/kinds.ts';
import { isPresent } from '../json/require-json.ts';
import { declareRow } from '../json/row.ts';
import type { CoderRole, CoderUser } from './model.ts';
import { nilUuid, timeOrNull, uuid, uuidOrNull } from './wire-value.ts';

/** From a users endpoint, where an absent flag means false and a null list means empty. */
export function decodeUser(value: unknown, what = 'the body'): CoderUser {
  return new WholeUser(requireFields(value, what), what);
}

/** As a row embeds it: the fields that this form gets wrong on every version are left out. */
export function decodeRowUser(row: JsonFields, what: string): CoderUser | null {
  const raw = row.fields('user');
  if (!raw && !isPresent(row.get('user'))) return null;
  const user = new EmbeddedUser(raw ?? requireFields(row.get('user'), what), what);
  return user.id === nilUuid ? null : user;
}

const roles: Kind<readonly CoderRole[] | undefined> = {
  decode: (value) => (Array.isArray(value) ? value.flatMap(decodeRole) : undefined),
};

const uuids: Kind<readonly string[]> = {
  decode: (value) =>
    Array.isArray(value) ? value.map(uuidOrNull.decode).filter((id) => id !== null) : [],
};

const flag: Kind<boolean> = { decode: (value) => value === true };

const flagIfSent: Kind<boolean | undefined> = {
  decode: (value) => (typeof value === 'boolean' ? value : undefined),
};

const embedded = {
  id: uuid,
  username: text,
  name: ifPresent(textOrNull),
  email: ifPresent(textOrNull),
  avatar_url: ifPresent(textOrNull),
  status: ifPresent(textOrNull),
  login_type: ifPresent(textOrNull),
  created_at: ifPresent(timeOrNull),
  updated_at: ifPresent(timeOrNull),
  last_seen_at: ifPresent(timeOrNull),
  roles,
};

class EmbeddedUser extends declareRow(embedded) implements CoderUser {
  constructor(raw: JsonFields, what: string) {
    super(raw);
    this.require('id', uuid, what);
    this.require('username', text, what);
  }
}

class WholeUser
  extends declareRow({
    ...embedded,
    organization_ids: uuids,
    is_service_account: flag,
    has_ai_seat: flagIfSent,
  })
  implements CoderUser
{
  constructor(raw: JsonFields, what: string) {
    super(raw);
    this.require('id', uuid, what);
    this.require('username', text, what);
  }
}

/** None for what has no name. */
function decodeRole(value: unknown): CoderRole[] {
  const raw = fieldsOf(value);
  const name = raw?.get('name');
  if (!raw || typeof name !== 'string') return [];
  return [
    {
      name,
      display_name: textOrNull.decode(raw.get('display_name')),
      organization_id: uuidOrNull.decode(raw.get('organization_id')),
    },
  ];
}
