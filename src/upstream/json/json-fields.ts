import { toUtcText } from '../../feed/instant.ts';
import type { Droppable } from './answer-body.ts';
import { isJsonObject, JsonShapeError, kindOfJson } from './require-json.ts';
import type { JsonObject } from './require-json.ts';
import { quote } from './plain-json.ts';

/** The members of a JSON object, each decoded when it is read. */
export abstract class JsonFields {
  /** Of all members, once each, sorted. */
  abstract get names(): readonly string[];
  /** Undefined when there is none of this name. */
  abstract get(name: string): unknown;
  /** The members of a member; undefined unless it is an object. */
  abstract fields(name: string): JsonFields | undefined;
  /** A member as it was written; undefined when there is none, or that is not known any more. */
  abstract text(name: string): JsonBytes | undefined;
  /** The name of a member as it was written; undefined when there is none, or that is not known any more. */
  abstract nameText(name: string): JsonBytes | undefined;
  /** `reader` is dropped with the body that all this comes from; nothing that was parsed is. */
  abstract lendTo(reader: Droppable): void;
}

/** JSON as UTF-8, each byte one character: to be sent as `latin1`. */
export type JsonBytes = string;

/** An object that was parsed. */
class ParsedFields extends JsonFields {
  readonly #object: JsonObject;

  constructor(object: JsonObject) {
    super();
    this.#object = object;
  }

  get names(): readonly string[] {
    return Object.keys(this.#object).toSorted();
  }
  get(name: string): unknown {
    return this.#object[name];
  }
  fields(name: string): JsonFields | undefined {
    return fieldsOf(this.#object[name]);
  }
  text(): undefined {
    return undefined;
  }
  nameText(): undefined {
    return undefined;
  }
  lendTo(): void {}
}

/** Of an object, parsed or left in its text by `readRows`; undefined for anything else. */
export function fieldsOf(value: unknown): JsonFields | undefined {
  if (value instanceof JsonFields) return value;
  return isJsonObject(value) ? new ParsedFields(value) : undefined;
}

/** `what` is what the sentence calls the value: `audit_logs[3]`. */
export function requireFields(value: unknown, what: string): JsonFields {
  const fields = fieldsOf(value);
  if (fields) return fields;
  throw new JsonShapeError(`${what} is ${kindOfJson(value)}`);
}

export function requireTextOf(raw: JsonFields, name: string, what: string): string {
  const value = raw.get(name);
  if (typeof value === 'string') return value;
  throw new JsonShapeError(`${what}.${name} is ${kindOfJson(value)}`);
}

/**
 * What follows gives a member's text where it can stand in an answer as it was written; undefined
 * where it has to be decoded to know.
 */

/** A text, null for the empty one and anything that is no text. */
export function textOrNullJson(text: JsonBytes | undefined): JsonBytes | undefined {
  if (text === undefined) return undefined;
  return text.length > 2 && isText(text) ? text : 'null';
}

export function textJson(text: JsonBytes | undefined): JsonBytes | undefined {
  return text !== undefined && isText(text) ? text : undefined;
}

function isText(json: JsonBytes): boolean {
  return json.charCodeAt(0) === quote;
}

/** A text that is a time in UTC. */
export function utcTimeJson(text: JsonBytes | undefined): JsonBytes | undefined {
  const time = text?.slice(1, -1);
  return time !== undefined && toUtcText(time) === time ? text : undefined;
}

export function booleanJson(text: JsonBytes | undefined): JsonBytes | undefined {
  return text === 'true' || text === 'false' ? text : undefined;
}
