import { requireFields } from '../json/json-fields.ts';
import type { JsonFields } from '../json/json-fields.ts';
import { isPresent, textOrNull } from '../json/require-json.ts';
import type { CoderOrganization } from './model.ts';
import { requireId, timeOrNull, uuidOrNull } from './wire-value.ts';

export function decodeOrganization(value: unknown, what = 'the body'): CoderOrganization {
  const raw = requireFields(value, what);
  return withFields(requireId(raw, what), raw);
}

/** Embedded since 2.14; older rows have only its id. The nil id means none. */
export function decodeRowOrganization(row: JsonFields): CoderOrganization | null {
  const id = uuidOrNull(row.get('organization_id'));
  const raw = row.fields('organization');
  if (!raw) return id === null ? null : { id };
  const embeddedId = uuidOrNull(raw.get('id')) ?? id;
  return embeddedId === null ? null : withFields(embeddedId, raw);
}

const textFields = ['name', 'display_name', 'icon', 'description'] as const;
const timeFields = ['created_at', 'updated_at'] as const;

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function withFields(id: string, raw: JsonFields): CoderOrganization {
  const organization: { -readonly [Key in keyof CoderOrganization]: CoderOrganization[Key] } = {
    id,
  };
  for (const field of textFields) {
    const value = raw.get(field);
    if (isPresent(value)) organization[field] = textOrNull(value);
  }
  for (const field of timeFields) {
    const value = raw.get(field);
    if (isPresent(value)) organization[field] = timeOrNull(value);
  }
  const isDefault = raw.get('is_default');
  if (typeof isDefault === 'boolean') organization.is_default = isDefault;
  const roles = raw.get('default_org_member_roles');
  if (Array.isArray(roles)) organization.default_org_member_roles = roles.filter(isText);
  return organization;
}
