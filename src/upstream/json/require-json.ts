/** A body is not what its contract says; the message names what was found, never its contents. */
export class JsonShapeError extends Error {
  override name = 'JsonShapeError' as const;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null means absent everywhere. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What a JSON value is, for a sentence: `an array`, `missing`. */
export function kindOfJson(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Far more than anybody records. Writing JSON that is some thousands of levels deep fails. */
export const maxJsonLevels = 100;

/** Whether objects and arrays lie in one another more than so many levels deep. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item));
}

/** `what` is what the sentence calls the value: `audit_logs[3]`. */
export function requireObject(value: unknown, what: string): JsonObject {
  if (!isJsonObject(value)) throw new JsonShapeError(`${what} is ${kindOfJson(value)}`);
  return value;
}

/** Null reads as no elements: it is how Go writes an empty list that nobody made. */
export function requireArray(value: unknown, what: string): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new JsonShapeError(`${what} is ${kindOfJson(value)}`);
  return value;
}

export function requireText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new JsonShapeError(`${what} is ${kindOfJson(value)}`);
  return value;
}

/** Null for anything that is no text, and for the empty text. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
