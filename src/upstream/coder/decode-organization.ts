import { isJsonObject, isPresent, requireObject, textOrNull } from '../json-shape.ts';
import type { JsonObject } from '../json-shape.ts';
import type { CoderOrganization } from './model.ts';
import { requireUuid, timeOrNull, uuidOrNull } from './wire-value.ts';

export function decodeOrganization(value: unknown, what = 'the body'): CoderOrganization {
  const raw = requireObject(value, what);
  return withFields(requireUuid(raw['id'], `${what}.id`), raw);
}

/** Embedded since 2.14; older rows have only its id. The nil id means none. */
export function decodeRowOrganization(row: JsonObject): CoderOrganization | null {
  const id = uuidOrNull(row['organization_id']);
  const raw = row['organization'];
  if (!isJsonObject(raw)) return id === null ? null : { id };
  const embeddedId = uuidOrNull(raw['id']) ?? id;
  return embeddedId === null ? null : withFields(embeddedId, raw);
}

const textFields = ['name', 'display_name', 'icon', 'description'] as const;
const timeFields = ['created_at', 'updated_at'] as const;

function withFields(id: string, raw: JsonObject): CoderOrganization {
  const organization: { -readonly [Key in keyof CoderOrganization]: CoderOrganization[Key] } = {
    id,
  };
  for (const field of textFields) {
    if (isPresent(raw[field])) organization[field] = textOrNull(raw[field]);
  }
  for (const field of timeFields) {
    if (isPresent(raw[field])) organization[field] = timeOrNull(raw[field]);
  }
  if (typeof raw['is_default'] === 'boolean') organization.is_default = raw['is_default'];
  return organization;
}
