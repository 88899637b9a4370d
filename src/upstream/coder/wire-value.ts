import { toUtcText } from '../../feed/instant.ts';
import { JsonShapeError, kindOfJson } from '../json-shape.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const nilUuid = '00000000-0000-0000-0000-000000000000';
const zeroTime = '0001-01-01T00:00:00Z';

/** In lower case; null for the nil UUID and for anything that is none. */
export function uuidOrNull(value: unknown): string | null {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  return text !== nilUuid && uuid.test(text) ? text : null;
}

/** In lower case. */
export function requireUuid(value: unknown, what: string): string {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (uuid.test(text)) return text;
  throw new JsonShapeError(
    `${what} is ${typeof value === 'string' ? 'not a UUID' : kindOfJson(value)}`,
  );
}

/** RFC 3339 in UTC, every digit kept; null for the zero time and for anything that is none. */
export function timeOrNull(value: unknown): string | null {
  const text = typeof value === 'string' ? toUtcText(value) : undefined;
  return text === undefined || text === zeroTime ? null : text;
}
