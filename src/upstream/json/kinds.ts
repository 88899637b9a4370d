import { type Instant, parseInstant, toUtcText } from '../../feed/instant.ts';
import { isPresent, JsonShapeError, kindOfJson, textOrNull as textIn } from './require-json.ts';

const quote = 0x22;

/** JSON as UTF-8, each byte one character: to be sent as `latin1`. */
export type JsonText = string;

/** A kind of value, which members of upstream's objects have. */
export interface Kind<T> {
  /** Of any JSON; undefined stands for a member that is missing. Throws `JsonShapeError` where it must be another. */
  readonly decode: (value: unknown) => T;
  /**
   * What was written, where it may stand in an answer for what `decode` makes of it; undefined where
   * it has to be decoded to know.
   */
  readonly copy?: (json: JsonText) => JsonText | undefined;
}

export const text: Kind<string> = {
  decode(value) {
    if (typeof value === 'string') return value;
    throw new JsonShapeError(`is ${kindOfJson(value)}`);
  },
  copy: (json) => (json.length > 2 && isText(json) ? json : undefined),
};

/** Null for the empty text, and for anything that is no text. */
export const textOrNull: Kind<string | null> = {
  decode: textIn,
  copy: (json) => (json.length > 2 && isText(json) ? json : 'null'),
};

/** Empty for anything that is no text. */
export const textOrEmpty: Kind<string> = {
  decode: (value) => (typeof value === 'string' ? value : ''),
  copy: (json) => (isText(json) ? json : '""'),
};

export const booleanOrNull: Kind<boolean | null> = {
  decode: (value) => (typeof value === 'boolean' ? value : null),
};

/** A whole number of 32 bits; null for anything else. */
export const smallIntegerOrNull: Kind<number | null> = {
  decode: (value) => (typeof value === 'number' && (value | 0) === value ? value : null),
  copy: (json) => (plainInteger.test(json) ? json : undefined),
};

const plainInteger = /^[1-9]\d{0,8}$/;

/** A time of RFC 3339, in UTC with every digit kept. */
export const time: Kind<string> = {
  decode(value) {
    const utc = toUtcText(text.decode(value));
    if (utc !== undefined) return utc;
    throw new JsonShapeError('is not a time');
  },
  copy(json) {
    const written = json.slice(1, -1);
    return toUtcText(written) === written ? json : undefined;
  },
};

export const instant: Kind<Instant> = {
  decode(value) {
    const at = parseInstant(text.decode(value));
    if (at !== undefined) return at;
    throw new JsonShapeError('is not a time');
  },
};

/** As the kind, but undefined where there is none or null. */
export function ifPresent<T>(kind: Kind<T>): Kind<T | undefined> {
  const decode = (value: unknown) => (isPresent(value) ? kind.decode(value) : undefined);
  return kind.copy ? { decode, copy: kind.copy } : { decode };
}

function isText(json: JsonText): boolean {
  return json.charCodeAt(0) === quote;
}
