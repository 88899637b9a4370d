import { GoError } from './error.ts';
import { quote } from './quote.ts';

export const nilUuid = '00000000-0000-0000-0000-000000000000';

/** `uuid.Parse` of github.com/google/uuid: four spellings, the braces not even looked at. */
export function parseUuid(text: string): string {
  const bytes = Buffer.byteLength(text);
  let plain = text;
  if (bytes === 36 + 9) {
    if (plain.slice(0, 9).toLowerCase() !== 'urn:uuid:') {
      throw new GoError(`invalid urn prefix: ${quote(plain.slice(0, 9))}`);
    }
    plain = plain.slice(9);
  } else if (bytes === 36 + 2) {
    plain = plain.slice(1, 37);
  } else if (bytes === 32) {
    plain = plain.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  } else if (bytes !== 36) {
    throw new GoError(`invalid UUID length: ${bytes}`);
  }
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(plain)) {
    throw new GoError('invalid UUID format');
  }
  return plain.toLowerCase();
}

/** The uuid in its usual spelling, or undefined if it is none. */
export function uuidOf(text: string): string | undefined {
  try {
    return parseUuid(text);
  } catch {
    return undefined;
  }
}
