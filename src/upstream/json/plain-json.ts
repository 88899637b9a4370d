/**
 * JSON as servers write it: no spaces, no odd numbers, not very deep. Each function takes the place
 * where something begins and gives the place behind it; at the first byte that `JSON.parse` has to
 * judge it throws `notPlain`.
 */

export const notPlain = new Error('This is not plain JSON.');

export const quote = 0x22;
export const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const colon = 0x3a;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;

/** Deeper is left to `JSON.parse`, which does not recurse. */
const maxLevels = 90;
/** Any number of so many digits is a double of its own. */
const maxDigits = 15;
/** What stays the same number when it is written again: not -0, nor more digits than doubles hold. */
const plainNumber = /^(?:0|-?[1-9]\d{0,14}|(?:0|-?[1-9]\d{0,6})\.\d{1,8})$/;
/** Not half a surrogate pair alone, which no answer may have. */
const escape =
  /^\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[\da-fA-F]{4}|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2})/;
const maxEscapeLength = 12;

/** One for each byte that is not simply part of a text: quotes, backslashes, control characters. */
const isSpecial = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte < 0x20 || byte === quote || byte === backslash),
);

export function isSpace(byte: number): boolean {
  return byte === 0x0a || byte === 0x20 || byte === 0x0d || byte === 0x09;
}

export function endOfValue(bytes: Buffer, start: number, levels = maxLevels): number {
  switch (bytes[start]) {
    case quote:
      return endOfText(bytes, start);
    case openBrace:
      return endOfObject(bytes, start, levels);
    case openBracket:
      return endOfList(bytes, start, levels);
    case 0x74:
      return endOfWord(bytes, start, 'true');
    case 0x66:
      return endOfWord(bytes, start, 'false');
    case 0x6e:
      return endOfWord(bytes, start, 'null');
    default:
      return endOfNumber(bytes, start);
  }
}

/** A key with its colon. */
export function endOfKey(bytes: Buffer, start: number): number {
  if (bytes[start] !== quote) throw notPlain;
  const end = endOfText(bytes, start);
  if (bytes[end] !== colon) throw notPlain;
  return end + 1;
}

function endOfObject(bytes: Buffer, start: number, levels: number): number {
  if (levels === 0) throw notPlain;
  if (bytes[start + 1] === closeBrace) return start + 2;
  for (let at = start; ;) {
    at = endOfValue(bytes, endOfKey(bytes, at + 1), levels - 1);
    if (bytes[at] === closeBrace) return at + 1;
    if (bytes[at] !== comma) throw notPlain;
  }
}

function endOfList(bytes: Buffer, start: number, levels: number): number {
  if (levels === 0) throw notPlain;
  if (bytes[start + 1] === closeBracket) return start + 2;
  for (let at = start; ;) {
    at = endOfValue(bytes, at + 1, levels - 1);
    if (bytes[at] === closeBracket) return at + 1;
    if (bytes[at] !== comma) throw notPlain;
  }
}

function endOfText(bytes: Buffer, start: number): number {
  for (let at = start + 1; ;) {
    while (isSpecial[bytes[at]!] === 0) at += 1;
    if (bytes[at] === quote) return at + 1;
    at = endOfEscape(bytes, at);
  }
}

function endOfEscape(bytes: Buffer, start: number): number {
  const found = escape.exec(bytes.toString('latin1', start, start + maxEscapeLength));
  if (found) return start + found[0].length;
  throw notPlain;
}

function endOfWord(bytes: Buffer, start: number, word: string): number {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[start + index] !== word.charCodeAt(index)) throw notPlain;
  }
  return start + word.length;
}

function endOfNumber(bytes: Buffer, start: number): number {
  let at = start;
  while (isDigit(bytes[at])) at += 1;
  const digits = at - start;
  if (bytes[start] === zero ? digits === 1 : digits > 0 && digits <= maxDigits) {
    // What follows is judged by whoever asked for the number.
    if (bytes[at] !== point) return at;
  }
  while (bytes[at] === point || bytes[at] === minus || isDigit(bytes[at])) at += 1;
  if (plainNumber.test(bytes.toString('latin1', start, at))) return at;
  throw notPlain;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
