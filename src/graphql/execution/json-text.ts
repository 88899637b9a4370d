import { wellFormedJson } from '../../upstream/json/well-formed-json.ts';

/** JSON as UTF-8, each byte one character: to be sent as `latin1`, which only copies it. */
export type JsonText = string;

const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Undefined for what JSON cannot say. */
export function jsonText(value: unknown): JsonText | undefined {
  switch (typeof value) {
    case 'string':
      return textJson(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    default:
      return toBytes(JSON.stringify(value));
  }
}

/** Most texts need no escapes; finding that out takes a quarter of `JSON.stringify`. */
function textJson(text: string): JsonText {
  if (plain.test(text)) return `"${text}"`;
  return Buffer.from(JSON.stringify(text.toWellFormed())).toString('latin1');
}

function toBytes(json: string | undefined): JsonText | undefined {
  if (json === undefined) return undefined;
  const wellFormed = wellFormedJson(json);
  return plainJson.test(wellFormed) ? wellFormed : Buffer.from(wellFormed).toString('latin1');
}

const plainJson = /^[\0-\x7f]*$/;

/**
 * A text on its way through promises, which may know it until a whole collection if they waited long:
 * it is taken once, and is gone.
 */
export class LateText {
  #text: JsonText;

  constructor(text: JsonText) {
    this.#text = text;
  }

  take(): JsonText {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

/** A part of an answer, at once or later. */
export type Written = JsonText | Promise<LateText>;

/** For a promise that the part is made in. */
export function late(written: Written): LateText | Promise<LateText> {
  return typeof written === 'string' ? new LateText(written) : written;
}

/** Pieces of an answer, some of which are waited for. */
export class WaitingText {
  readonly #pieces: JsonText[] = [];
  readonly #promises: Promise<LateText>[] = [];

  /** `before` is what stands between the last promise and this one. */
  add(before: JsonText, promise: Promise<LateText>): void {
    this.#pieces.push(before);
    this.#promises.push(promise);
  }

  get promises(): readonly Promise<LateText>[] {
    return this.#promises;
  }

  async end(rest: JsonText): Promise<LateText> {
    const texts = await Promise.all(this.#promises);
    const joined = texts.reduce(
      (whole, text, index) => whole + this.#pieces[index]! + text.take(),
      '',
    );
    return new LateText(joined + rest);
  }
}
