import { JsonFields } from './json-fields.ts';
import type { JsonText } from './kinds.ts';
import { maxJsonLevels } from './require-json.ts';
import { wellFormedJson } from './well-formed-json.ts';
import { compactJson, elementsIn, levelsIn, membersIn } from './loose-json.ts';

/**
 * What `readRows` gives, of any JSON: with spaces, numbers beyond doubles, halves of surrogate pairs.
 * It takes some five times as long. Throws where `JSON.parse` does.
 */
export function readLooseRows(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (Array.isArray(value)) return rowsOf(value, json);
  if (typeof value !== 'object' || value === null) return value;
  const members = new Map<string, string>();
  for (const { name, text } of membersIn(json)) members.set(JSON.parse(name), text);
  for (const [name, text] of members) {
    const member: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
    if (Array.isArray(member)) Object.defineProperty(value, name, { value: rowsOf(member, text) });
  }
  return value;
}

function rowsOf(list: readonly unknown[], json: string): readonly unknown[] {
  return elementsIn(json).map((text, index) =>
    text.startsWith('{') ? new LooseFields(text) : list[index],
  );
}

/** An item of a list, as `readLooseRows` has it. */
export function readLooseItem(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return json.startsWith('{') ? new LooseFields(json) : value;
}

/** An object of which the texts of its members are known. */
class LooseFields extends JsonFields {
  /** By name, as it is read; the last one of a name counts. */
  readonly #members = new Map<string, Member>();

  constructor(json: string) {
    super();
    for (const member of membersIn(json)) this.#members.set(JSON.parse(member.name), member);
  }

  get names(): readonly string[] {
    return [...this.#members.keys()].toSorted();
  }
  get(name: string): unknown {
    const text = this.#members.get(name)?.text;
    return text === undefined ? undefined : JSON.parse(text);
  }
  fields(name: string): JsonFields | undefined {
    const text = this.#members.get(name)?.text;
    return text?.startsWith('{') === true ? new LooseFields(text) : undefined;
  }
  /** Not known of what is too deep to be sent. */
  text(name: string): JsonText | undefined {
    const text = this.#members.get(name)?.text;
    if (text === undefined || levelsIn(text) > maxJsonLevels) return undefined;
    return bytesOf(compactJson(text));
  }
}

interface Member {
  /** With its quotes, as it was written. */
  readonly name: string;
  readonly text: string;
}

function bytesOf(json: string): JsonText {
  return Buffer.from(wellFormedJson(json)).toString('latin1');
}
