import { requireFields } from '../json/json-fields.ts';
import type { JsonFields } from '../json/json-fields.ts';
import { ifPresent, type Kind, textOrNull } from '../json/kinds.ts';
import { declareRow } from '../json/row.ts';
import type { CoderOrganization } from './model.ts';
import { timeOrNull, uuid, uuidOrNull } from './wire-value.ts';

export function decodeOrganization(value: unknown, what = 'the body'): CoderOrganization {
  const raw = requireFields(value, what);
  return new WholeOrganization(raw, what);
}

/** Embedded since 2.14; older rows have only its id. The nil id means none. */
export function decodeRowOrganization(row: JsonFields): CoderOrganization | null {
  const id = uuidOrNull.decode(row.get('organization_id'));
  const raw = row.fields('organization');
  if (!raw) return id === null ? null : { id };
  const embeddedId = uuidOrNull.decode(raw.get('id')) ?? id;
  return embeddedId === null ? null : new EmbeddedOrganization(raw, embeddedId);
}

const flagIfSent: Kind<boolean | undefined> = {
  decode: (value) => (typeof value === 'boolean' ? value : undefined),
};

const textsIfSent: Kind<readonly string[] | undefined> = {
  decode: (value) => (Array.isArray(value) ? value.filter(isText) : undefined),
};

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

const fields = {
  name: ifPresent(textOrNull),
  display_name: ifPresent(textOrNull),
  icon: ifPresent(textOrNull),
  description: ifPresent(textOrNull),
  created_at: ifPresent(timeOrNull),
  updated_at: ifPresent(timeOrNull),
  is_default: flagIfSent,
  default_org_member_roles: textsIfSent,
};

class WholeOrganization extends declareRow({ ...fields, id: uuid }) implements CoderOrganization {
  constructor(raw: JsonFields, what: string) {
    super(raw);
    this.require('id', uuid, what);
  }
}

class EmbeddedOrganization extends declareRow(fields) implements CoderOrganization {
  readonly id: string;

  constructor(raw: JsonFields, id: string) {
    super(raw);
    this.id = id;
  }
}
