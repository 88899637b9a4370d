import { isAscii, isUtf8 } from 'node:buffer';
import type { AnswerBody } from './answer-body.ts';
import { fieldsOf, JsonFields } from './json-fields.ts';
import type { JsonText } from './kinds.ts';
import { knownShapes } from './known-shapes.ts';
import type { Opening, Shape } from './known-shapes.ts';
import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  endOfKey,
  endOfValue,
  isSpace,
  notPlain,
  openBrace,
  openBracket,
  quote,
} from './plain-json.ts';

/**
 * What `JSON.parse` makes of a body, but for the objects in its list: those stay in the text as
 * `JsonFields`, since little of them is read and much of that goes out as it came. All of the body is
 * checked to be JSON. Undefined when it is not, or not as servers write it: it is left to
 * `JSON.parse`, which takes three times as long.
 */
export function readRows(body: AnswerBody): unknown {
  if (!isUtf8(body.bytes)) return undefined;
  try {
    return new RowScanner(body).root();
  } catch (error) {
    if (error === notPlain) return undefined;
    throw error;
  }
}

/** A key that was not expected costs 3 µs. A body of more is left to `JSON.parse`. */
const maxUnexpectedKeys = 20_000;
/** So deep are objects inside a row found out on the way, whatever their shapes say: a diff's entries. */
const innerLevels = 2;

/** Finds the objects of the list. An end is the place behind a value. */
export class RowScanner {
  readonly body: AnswerBody;
  readonly #isAscii: boolean;
  readonly #hasEscapes: boolean;
  #unexpectedKeys = 0;

  constructor(body: AnswerBody) {
    this.body = body;
    this.#isAscii = isAscii(body.bytes);
    this.#hasEscapes = body.bytes.includes(backslash);
  }

  get bytes(): Buffer {
    return this.body.bytes;
  }

  root(): unknown {
    const root = this.bytes[0] === openBrace ? this.#rootObject() : this.#list(0, '');
    // Servers end a body with a line break.
    for (let at = root.end; at < this.bytes.length; at += 1) {
      if (!isSpace(this.bytes[at]!)) throw notPlain;
    }
    return root.value;
  }

  #rootObject(): { readonly value: object; readonly end: number } {
    const value: Record<string, unknown> = {};
    if (this.bytes[1] === closeBrace) return { value, end: 2 };
    for (let at = 0; ;) {
      const keyEnd = endOfKey(this.bytes, at + 1);
      const key = this.#parse(at + 1, keyEnd - 1) as string;
      // JSON.parse makes a member of it.
      if (key === '__proto__') throw notPlain;
      if (this.bytes[keyEnd] === openBracket) {
        ({ value: value[key], end: at } = this.#list(keyEnd, key));
      } else {
        at = endOfValue(this.bytes, keyEnd);
        value[key] = this.#parse(keyEnd, at);
      }
      if (this.bytes[at] === closeBrace) return { value, end: at + 1 };
      if (this.bytes[at] !== comma) throw notPlain;
    }
  }

  #list(start: number, name: string): { readonly value: readonly unknown[]; readonly end: number } {
    if (this.bytes[start] !== openBracket) throw notPlain;
    const value: unknown[] = [];
    if (this.bytes[start + 1] === closeBracket) return { value, end: start + 2 };
    let shape = knownShapes.ofItems(name);
    for (let at = start; ;) {
      const itemStart = at + 1;
      if (this.bytes[itemStart] === openBrace) {
        const item = this.object(itemStart, shape);
        if (!item) throw notPlain;
        value.push(item);
        shape = item.shape;
        at = item.end;
      } else {
        at = endOfValue(this.bytes, itemStart);
        value.push(this.#parse(itemStart, at));
      }
      if (this.bytes[at] === closeBracket) {
        if (shape) knownShapes.expectItems(name, shape);
        return { value, end: at + 1 };
      }
      if (this.bytes[at] !== comma) throw notPlain;
    }
  }

  /**
   * The object that begins here, inside a row or a row itself; of the expected shape it is cheaper.
   * Undefined when too much was not as expected.
   */
  object(at: number, expected: Shape | undefined): ScannedFields | undefined {
    return (expected && this.#objectOf(expected, at, innerLevels)) ?? this.#newObject(at);
  }

  /**
   * Undefined when the keys are others. Members that were asked for as objects before are found out
   * on the way: to come back for the user of each row took half as long again.
   */
  #objectOf(shape: Shape, start: number, levels: number): ScannedFields | undefined {
    const { bytes, view } = this.body;
    const { openings, inner } = shape;
    const places = shape.blank.slice();
    places[0] = start;
    let members: Member | undefined;
    let at = start;
    for (let index = 0; index < openings.length; index += 1) {
      const opening = openings[index]!;
      if (at + opening.length > bytes.length || !isAt(view, at, opening)) return undefined;
      at += opening.length;
      const innerShape = levels > 0 ? inner[index] : undefined;
      const member =
        innerShape && bytes[at] === openBrace
          ? this.#objectOf(innerShape, at, levels - 1)
          : undefined;
      if (member) members = { index, fields: member, others: members };
      at = member ? member.end : endOfValue(bytes, at);
      places[index + 1] = at;
    }
    if (bytes[at] !== closeBrace || openings.length === 0) return undefined;
    return new ScannedFields(this, shape, places, at + 1, members);
  }

  #newObject(start: number): ScannedFields | undefined {
    const { bytes } = this;
    const openings: JsonText[] = [];
    const places = [start];
    let at = start;
    if (bytes[at + 1] === closeBrace) at += 1;
    while (bytes[at] !== closeBrace) {
      if (openings.length > 0 && bytes[at] !== comma) throw notPlain;
      this.#unexpectedKeys += 1;
      if (this.#unexpectedKeys > maxUnexpectedKeys) return undefined;
      const valueStart = endOfKey(bytes, at + 1);
      openings.push(this.body.text.slice(at, valueStart));
      at = endOfValue(bytes, valueStart);
      places.push(at);
    }
    return new ScannedFields(this, knownShapes.of(openings), places, at + 1, undefined);
  }

  /** The value between two places. `JSON.parse` takes ten times as long for the usual ones. */
  decode(start: number, end: number): unknown {
    switch (this.bytes[start]) {
      case quote: {
        const text = this.body.text.slice(start + 1, end - 1);
        if (this.#hasEscapes && text.includes('\\')) break;
        return this.#isAscii || isAsciiBetween(this.bytes, start, end)
          ? text
          : this.bytes.toString('utf8', start + 1, end - 1);
      }
      case 0x74:
        return true;
      case 0x66:
        return false;
      case 0x6e:
        return null;
      case openBrace:
        break;
      case openBracket:
        if (end === start + 2) return [];
        break;
      default:
        return this.#decodeNumber(start, end);
    }
    return this.#parse(start, end);
  }

  #decodeNumber(start: number, end: number): number {
    let value = 0;
    for (let at = start; at < end; at += 1) {
      const digit = this.bytes[at]! - 0x30;
      // A sign or a point; whole numbers of up to nine digits are exact as they are added up.
      if (digit < 0 || end - start > 9) return Number(this.body.text.slice(start, end));
      value = value * 10 + digit;
    }
    return value;
  }

  #parse(start: number, end: number): unknown {
    return JSON.parse(this.bytes.toString('utf8', start, end));
  }
}

/** An object of which only the places of its members are known. */
class ScannedFields extends JsonFields {
  readonly shape: Shape;
  /** The place behind it. */
  readonly end: number;
  readonly #scanner: RowScanner;
  /** Where it begins, and where each of its values ends: the next one is an opening further on. */
  readonly #places: readonly number[];
  /** Those that are known already. */
  readonly #members: Member | undefined;

  constructor(
    scanner: RowScanner,
    shape: Shape,
    places: readonly number[],
    end: number,
    members: Member | undefined,
  ) {
    super();
    this.#scanner = scanner;
    this.shape = shape;
    this.#places = places;
    this.end = end;
    this.#members = members;
  }

  get names(): readonly string[] {
    return this.shape.names;
  }

  get(name: string): unknown {
    const index = this.shape.indexes.get(name);
    if (index === undefined) return undefined;
    return this.#scanner.decode(this.#startOf(index), this.#places[index + 1]!);
  }

  fields(name: string): JsonFields | undefined {
    const index = this.shape.indexes.get(name);
    if (index === undefined) return undefined;
    const start = this.#startOf(index);
    if (this.#scanner.bytes[start] !== openBrace) return undefined;
    for (let member = this.#members; member; member = member.others) {
      if (member.index === index) return member.fields;
    }
    const fields = this.#scanner.object(start, this.shape.inner[index]);
    if (!fields) return fieldsOf(this.get(name));
    if (fields.shape.isKept) this.shape.inner[index] = fields.shape;
    return fields;
  }

  text(name: string): JsonText | undefined {
    const index = this.shape.indexes.get(name);
    if (index === undefined) return undefined;
    return this.#scanner.body.text.slice(this.#startOf(index), this.#places[index + 1]);
  }

  #startOf(index: number): number {
    return this.#places[index]! + this.shape.openings[index]!.length;
  }
}

/** A member that is an object, and the others: a list by index would be mostly holes. */
interface Member {
  readonly index: number;
  readonly fields: ScannedFields;
  readonly others: Member | undefined;
}

function isAt(view: DataView, at: number, { length, words }: Opening): boolean {
  const last = words.length - 1;
  for (let index = 0; index < last; index += 1) {
    if (view.getInt32(at + 4 * index, true) !== words[index]) return false;
  }
  return view.getInt32(at + length - 4, true) === words[last];
}

/** To test each text instead took 4 % longer for W7 on Node 24, without network. */
function isAsciiBetween(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at]! > 0x7f) return false;
  return true;
}
