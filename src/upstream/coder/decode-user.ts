import { isJsonObject, isPresent, requireObject, requireText, textOrNull } from '../json-shape.ts';
import type { JsonObject } from '../json-shape.ts';
import type { CoderRole, CoderUser } from './model.ts';
import { requireUuid, timeOrNull, uuidOrNull } from './wire-value.ts';

/** From a users endpoint, where an absent flag means false and a null list means empty. */
export function decodeUser(value: unknown, what = 'the body'): CoderUser {
  return new DecodedUser(requireObject(value, what), what, 'WHOLE');
}

/** As a row embeds it: the fields that this form gets wrong on every version are left out. */
export function decodeRowUser(value: unknown, what: string): CoderUser | null {
  if (!isPresent(value)) return null;
  const user = new DecodedUser(requireObject(value, what), what, 'EMBEDDED');
  return uuidOrNull(user.id) === null ? null : user;
}

/** Decodes a field when it is read, as rows do. */
class DecodedUser implements CoderUser {
  readonly id: string;
  readonly username: string;
  readonly #raw: JsonObject;
  readonly #form: 'WHOLE' | 'EMBEDDED';

  constructor(raw: JsonObject, what: string, form: 'WHOLE' | 'EMBEDDED') {
    this.id = requireUuid(raw['id'], `${what}.id`);
    this.username = requireText(raw['username'], `${what}.username`);
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
    const roles = this.#raw['roles'];
    return Array.isArray(roles) ? roles.flatMap(decodeRole) : undefined;
  }
  get organization_ids(): readonly string[] | undefined {
    if (this.#form === 'EMBEDDED') return undefined;
    const ids = this.#raw['organization_ids'];
    return Array.isArray(ids) ? ids.map(uuidOrNull).filter((id) => id !== null) : [];
  }
  get is_service_account(): boolean | undefined {
    return this.#form === 'EMBEDDED' ? undefined : this.#raw['is_service_account'] === true;
  }

  #text(field: string): string | null | undefined {
    const value = this.#raw[field];
    return isPresent(value) ? textOrNull(value) : undefined;
  }
  #time(field: string): string | null | undefined {
    const value = this.#raw[field];
    return isPresent(value) ? timeOrNull(value) : undefined;
  }
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
