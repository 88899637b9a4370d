import { isUtf8 } from 'node:buffer';
import type { AnswerBody } from './answer-body.ts';
import type { JsonFields } from './json-fields.ts';
import { RowScanner } from './json-rows.ts';
import { knownShapes } from './known-shapes.ts';
import type { Shape } from './known-shapes.ts';
import { readLooseItem } from './loose-rows.ts';
import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  isSpace,
  notPlain,
  openBrace,
  openBracket,
  quote,
} from './plain-json.ts';
import { maxBytesAtOnce } from './steps.ts';
import type { Steps } from './steps.ts';

/** Why a large body was not read: it ended too soon, it is no JSON, or it holds too much. */
export class LargeJsonError extends Error {
  override name = 'LargeJsonError' as const;
  readonly defect: 'CUT' | 'NO_JSON' | 'TOO_LARGE';

  constructor(defect: LargeJsonError['defect']) {
    super(`A large body is not read: ${defect}.`);
    this.defect = defect;
  }
}

/** In lists of one body: whoever looks through all of them at once does not take long. */
const maxItems = 50_000;
/** What has to be parsed takes some ten times as much memory as its text. */
const maxParsedBytes = 16_000_000;
const sheetBytes = 1_000_000;
/** Of some hundred items. */
const pauseBytes = 50_000;
const colon = 0x3a;

/**
 * What `readRows` makes of a body, in steps, and of any JSON: what is not as servers write it is
 * parsed item by item. Throws `LargeJsonError`.
 */
export function readLargeJson(body: AnswerBody): Steps<unknown> {
  return new LargeReader(body).root();
}

/** Lists at the top of the body, or in its members; an end is the place behind a value. */
class LargeReader {
  readonly #body: AnswerBody;
  readonly #bytes: Buffer;
  /** Otherwise the text has to be mended, as parsing does. */
  readonly #isUtf8: boolean;
  #sheet: Sheet | undefined;
  #items = 0;
  #parsedBytes = 0;
  #pauseAt = 0;

  constructor(body: AnswerBody) {
    this.#body = body;
    this.#bytes = body.bytes;
    this.#isUtf8 = isUtf8(body.bytes);
  }

  *root(): Steps<unknown> {
    const start = this.#skipSpace(0);
    const root =
      this.#bytes[start] === openBrace
        ? yield* this.#rootObject(start)
        : yield* this.#member(start, '');
    if (this.#skipSpace(root.end) < this.#bytes.length) throw new LargeJsonError('NO_JSON');
    return root.value;
  }

  *#rootObject(start: number): Steps<Part> {
    const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let at = this.#skipSpace(start + 1);
    if (this.#bytes[at] === closeBrace) return { value, end: at + 1 };
    for (;;) {
      yield* this.#count(at);
      const keyEnd = this.#endOfPart(at);
      const key = this.#parse(at, keyEnd);
      if (typeof key !== 'string') throw new LargeJsonError('NO_JSON');
      at = this.#skipSpace(keyEnd);
      this.#expect(at, colon);
      const member = yield* this.#member(this.#skipSpace(at + 1), key);
      value[key] = member.value;
      at = this.#skipSpace(member.end);
      if (this.#bytes[at] === closeBrace) return { value, end: at + 1 };
      this.#expect(at, comma);
      at = this.#skipSpace(at + 1);
    }
  }

  *#member(start: number, name: string): Steps<Part> {
    if (this.#bytes[start] === openBracket) return yield* this.#list(start, name);
    const end = this.#endOfPart(start);
    return { value: this.#parse(start, end), end };
  }

  *#list(start: number, name: string): Steps<Part> {
    const value: unknown[] = [];
    let shape = knownShapes.ofItems(name);
    let at = this.#skipSpace(start + 1);
    if (this.#bytes[at] === closeBracket) return { value, end: at + 1 };
    for (;;) {
      yield* this.#count(at);
      const end = this.#endOfPart(at);
      const item = this.#scan(at, end, shape);
      if (item) shape = item.shape;
      value.push(item?.fields ?? this.#parse(at, end, readLooseItem));
      at = this.#skipSpace(end);
      if (this.#bytes[at] === closeBracket) return { value, end: at + 1 };
      this.#expect(at, comma);
      at = this.#skipSpace(at + 1);
    }
  }

  /** One more that begins here. */
  *#count(at: number): Steps<void> {
    this.#items += 1;
    if (this.#items > maxItems) throw new LargeJsonError('TOO_LARGE');
    if (at < this.#pauseAt) return;
    this.#pauseAt = at + pauseBytes;
    yield;
  }

  /** Undefined for what has to be parsed. */
  #scan(
    start: number,
    end: number,
    expected: Shape | undefined,
  ): { readonly fields: JsonFields; readonly shape: Shape } | undefined {
    if (!this.#isUtf8 || this.#bytes[start] !== openBrace) return undefined;
    const sheet = this.#sheetOf(start, end);
    try {
      const fields = sheet.scanner.object(start - sheet.start, expected);
      return fields?.end === end - sheet.start ? { fields, shape: fields.shape } : undefined;
    } catch (error) {
      if (error === notPlain) return undefined;
      throw error;
    }
  }

  #sheetOf(start: number, end: number): Sheet {
    if (this.#sheet && end <= this.#sheet.end) return this.#sheet;
    const sheetEnd = Math.max(start + sheetBytes, end);
    const part = this.#body.part(start, sheetEnd);
    this.#sheet = { start, end: sheetEnd, scanner: new RowScanner(part) };
    return this.#sheet;
  }

  #parse(start: number, end: number, parse: (json: string) => unknown = JSON.parse): unknown {
    this.#parsedBytes += end - start;
    if (this.#parsedBytes > maxParsedBytes) throw new LargeJsonError('TOO_LARGE');
    try {
      return parse(this.#bytes.toString('utf8', start, end));
    } catch {
      throw new LargeJsonError('NO_JSON');
    }
  }

  /** Where a value ends if it is one: that is left to whoever reads it. */
  #endOfPart(start: number): number {
    const bytes = this.#bytes;
    const limit = Math.min(bytes.length, start + maxBytesAtOnce);
    let depth = 0;
    for (let at = start; at < limit; at += 1) {
      switch (bytes[at]) {
        case quote:
          at = this.#endOfText(at, limit) - 1;
          break;
        case openBrace:
        case openBracket:
          depth += 1;
          continue;
        case closeBrace:
        case closeBracket:
          depth -= 1;
          break;
        default:
          if (depth > 0 || !isEndOfWord(bytes[at + 1])) continue;
      }
      if (depth <= 0) return at + 1;
    }
    throw new LargeJsonError(limit < bytes.length ? 'TOO_LARGE' : 'CUT');
  }

  #endOfText(start: number, limit: number): number {
    const bytes = this.#bytes;
    for (let at = start + 1; at < limit; at += 1) {
      if (bytes[at] === quote) return at + 1;
      if (bytes[at] === backslash) at += 1;
    }
    throw new LargeJsonError(limit < bytes.length ? 'TOO_LARGE' : 'CUT');
  }

  #skipSpace(start: number): number {
    let at = start;
    while (at < this.#bytes.length && isSpace(this.#bytes[at]!)) at += 1;
    return at;
  }

  #expect(at: number, byte: number): void {
    if (this.#bytes[at] === byte) return;
    throw new LargeJsonError(at < this.#bytes.length ? 'NO_JSON' : 'CUT');
  }
}

/** A part of the body with a text of its own: that of all would take long to make. */
interface Sheet {
  readonly start: number;
  readonly end: number;
  readonly scanner: RowScanner;
}

interface Part {
  readonly value: unknown;
  readonly end: number;
}

function isEndOfWord(next: number | undefined): boolean {
  return (
    next === undefined ||
    next === comma ||
    next === closeBrace ||
    next === closeBracket ||
    next === colon ||
    isSpace(next)
  );
}
