import type { JsonText } from './kinds.ts';
import { isJsonObject, JsonShapeError, kindOfJson } from './require-json.ts';
import type { JsonObject } from './require-json.ts';

/** The members of a JSON object, each decoded when it is read. */
export abstract class JsonFields {
  /** Of all members, once each, sorted. */
  abstract get names(): readonly string[];
  /** Undefined when there is none of this name. */
  abstract get(name: string): unknown;
  /** The members of a member; undefined unless it is an object. */
  abstract fields(name: string): JsonFields | undefined;
  /** A member as it was written; undefined when there is none, or that is not known any more. */
  abstract text(name: string): JsonText | undefined;
}

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
}

export const noFields: JsonFields = new ParsedFields({});

/** Of an object, parsed or left in its text; undefined for anything else. */
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
