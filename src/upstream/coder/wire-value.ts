import { toUtcText } from '../../feed/instant.ts';
import type { JsonBytes } from '../json-fields.ts';
import { JsonShapeError, kindOfJson } from '../json-shape.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const nilUuid = '00000000-0000-0000-0000-000000000000';
const nilUuidJson = `"${nilUuid}"`;
const zeroTime = '0001-01-01T00:00:00Z';

/** In lower case; null for the nil UUID and for anything that is none. */
export function uuidOrNull(value: unknown): string | null {
  const text = typeof value === 'string' ? lowerUuid(value) : undefined;
  return text === undefined || text === nilUuid ? null : text;
}

/** In lower case. */
export function requireUuid(value: unknown, what: string): string {
  const text = typeof value === 'string' ? lowerUuid(value) : undefined;
  if (text !== undefined) return text;
  throw new JsonShapeError(
    `${what} is ${typeof value === 'string' ? 'not a UUID' : kindOfJson(value)}`,
  );
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
  const text = json?.slice(1, -1);
  if (text === undefined || toUtcText(text) !== text) return undefined;
  return text === zeroTime ? 'null' : json;
}
