import { toUtcText } from '../../feed/instant.ts';
import { requireTextOf, utcTimeJson } from '../json/json-fields.ts';
import type { JsonBytes, JsonFields } from '../json/json-fields.ts';
import { JsonShapeError } from '../json/require-json.ts';

/** Written out: V8 takes twice as long for `{12}`. */
const uuid = new RegExp(
  `^${[8, 4, 4, 4, 12].map((digits) => '[0-9a-f]'.repeat(digits)).join('-')}$`,
);
export const nilUuid = '00000000-0000-0000-0000-000000000000';
const nilUuidJson = `"${nilUuid}"`;
const zeroTime = '0001-01-01T00:00:00Z';
const zeroTimeJson = `"${zeroTime}"`;

/** In lower case; null for the nil UUID and for anything that is none. */
export function uuidOrNull(value: unknown): string | null {
  const text = typeof value === 'string' ? lowerUuid(value) : undefined;
  return text === undefined || text === nilUuid ? null : text;
}

/** The member `id`, in lower case. */
export function requireId(raw: JsonFields, what: string): string {
  const id = lowerUuid(requireTextOf(raw, 'id', what));
  if (id !== undefined) return id;
  throw new JsonShapeError(`${what}.id is not a UUID`);
}

/** Servers write them in lower case. */
function lowerUuid(text: string): string | undefined {
  if (uuid.test(text)) return text;
  const lower = text.toLowerCase();
  return uuid.test(lower) ? lower : undefined;
}

/** RFC 3339 in UTC, every digit kept; null for the zero time and for anything that is none. */
export function timeOrNull(value: unknown): string | null {
  const text = typeof value === 'string' ? toUtcText(value) : undefined;
  return text === undefined || text === zeroTime ? null : text;
}

/** As `uuidOrNull`, of JSON that can stay as it is; undefined otherwise. */
export function uuidOrNullJson(json: JsonBytes | undefined): JsonBytes | undefined {
  if (json === undefined || !uuid.test(json.slice(1, -1))) return undefined;
  return json === nilUuidJson ? 'null' : json;
}

/** As `timeOrNull`, of JSON that can stay as it is; undefined otherwise. */
export function timeOrNullJson(json: JsonBytes | undefined): JsonBytes | undefined {
  const time = utcTimeJson(json);
  return time === zeroTimeJson ? 'null' : time;
}
