import { fieldsOf, requireFields, requireTextOf, textOrNullJson } from '../json/json-fields.ts';
import type { JsonBytes, JsonFields } from '../json/json-fields.ts';
import { isPresent, textOrNull } from '../json/require-json.ts';
import type { CoderRole, CoderUser } from './model.ts';
import { nilUuid, requireId, timeOrNull, timeOrNullJson, uuidOrNull } from './wire-value.ts';

/** From a users endpoint, where an absent flag means false and a null list means empty. */
export function decodeUser(value: unknown, what = 'the body'): CoderUser {
  return new DecodedUser(requireFields(value, what), what, 'WHOLE');
}

/** As a row embeds it: the fields that this form gets wrong on every version are left out. */
export function decodeRowUser(row: JsonFields, what: string): CoderUser | null {
  const raw = row.fields('user');
  if (!raw && !isPresent(row.get('user'))) return null;
  const user = new DecodedUser(raw ?? requireFields(row.get('user'), what), what, 'EMBEDDED');
  return user.id === nilUuid ? null : user;
}

/** Decodes a field when it is read, as rows do. */
class DecodedUser implements CoderUser {
  readonly id: string;
  readonly username: string;
  readonly #raw: JsonFields;
  readonly #form: 'WHOLE' | 'EMBEDDED';

  constructor(raw: JsonFields, what: string, form: 'WHOLE' | 'EMBEDDED') {
    this.id = requireId(raw, what);
    this.username = requireTextOf(raw, 'username', what);
    this.#raw = raw;
    this.#form = form;
  }

  get name(): string | null | undefined {
    return this.#text('name');
  }
  get email(): string | null | undefined {
    return this.#text('email');
  }
  get avatar_url(): string | null | undefined {
    return this.#text('avatar_url');
  }
  get status(): string | null | undefined {
    return this.#text('status');
  }
  get login_type(): string | null | undefined {
    return this.#text('login_type');
  }
  get created_at(): string | null | undefined {
    return this.#time('created_at');
  }
  get updated_at(): string | null | undefined {
    return this.#time('updated_at');
  }
  get last_seen_at(): string | null | undefined {
    return this.#time('last_seen_at');
  }
  get roles(): readonly CoderRole[] | undefined {
    const roles = this.#raw.get('roles');
    return Array.isArray(roles) ? roles.flatMap(decodeRole) : undefined;
  }
  get organization_ids(): readonly string[] | undefined {
    if (this.#form === 'EMBEDDED') return undefined;
    const ids = this.#raw.get('organization_ids');
    return Array.isArray(ids) ? ids.map(uuidOrNull).filter((id) => id !== null) : [];
  }
  get is_service_account(): boolean | undefined {
    return this.#form === 'EMBEDDED' ? undefined : this.#raw.get('is_service_account') === true;
  }
  get has_ai_seat(): boolean | undefined {
    const value = this.#form === 'EMBEDDED' ? undefined : this.#raw.get('has_ai_seat');
    return typeof value === 'boolean' ? value : undefined;
  }

  jsonOf(property: string): JsonBytes | undefined {
    switch (property) {
      case 'username':
      case 'name':
      case 'email':
      case 'avatar_url':
      case 'status':
      case 'login_type':
        return textOrNullJson(this.#raw.text(property));
      case 'id':
        return `"${this.id}"`;
      case 'created_at':
      case 'updated_at':
      case 'last_seen_at':
        return timeOrNullJson(this.#raw.text(property));
      default:
        return undefined;
    }
  }

  #text(field: string): string | null | undefined {
    const value = this.#raw.get(field);
    return isPresent(value) ? textOrNull(value) : undefined;
  }
  #time(field: string): string | null | undefined {
    const value = this.#raw.get(field);
    return isPresent(value) ? timeOrNull(value) : undefined;
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
      display_name: textOrNull(raw.get('display_name')),
      organization_id: uuidOrNull(raw.get('organization_id')),
    },
  ];
}
