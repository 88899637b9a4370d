import { describe, expect, it } from 'vitest';
import { encodeSearchValue } from '../../src/upstream/coder/search-value.ts';

describe('encodeSearchValue', () => {
  it.each([
    ['alice', 'alice'],
    ['a b', '"a b"'],
    ['a:b', '"a:b"'],
    ['a"b', 'a"b"'],
    ['a"b c"d', 'a"b c"d'],
    ['a "b', '"a "b'],
    ['Zoë', 'Zoë'],
    ['a\tb', 'a\tb'],
  ])('writes %j as %j', (value, expected) => {
    expect(encodeSearchValue(value)).toBe(expected);
  });

  it.each(['', '"', '"a', 'a"', 'a "b c"d', 'a\0b', '\ud800'])('refuses %j', (value) => {
    expect(encodeSearchValue(value)).toBeUndefined();
  });

  it('means exactly its value between other filters, for every short text', () => {
    let expressible = 0;
    for (const value of texts(['a', 'b', ' ', ':', '"', '\t'], 6)) {
      const encoded = encodeSearchValue(value);
      if (encoded === undefined) continue;
      expressible += 1;
      for (const [before, after] of [
        ['', ''],
        ['action:create ', ''],
        ['', ' username:bob'],
        ['action:create ', ' username:bob'],
      ]) {
        const parsed = parseLikeCoder(`${before}key:${encoded}${after}`);
        const expected = [
          ...(before === '' ? [] : [['action', 'create']]),
          ['key', value],
          ...(after === '' ? [] : [['username', 'bob']]),
        ];
        if (JSON.stringify(parsed) !== JSON.stringify(expected)) {
          expect.fail(`${JSON.stringify(value)} became ${JSON.stringify(parsed)}`);
        }
      }
    }

    expect(expressible).toBeGreaterThan(30_000);
  });
});

function* texts(letters: readonly string[], length: number): Generator<string> {
  if (length === 0) return;
  for (const letter of letters) {
    yield letter;
    for (const rest of texts(letters, length - 1)) yield letter + rest;
  }
}

/** Elements as Coder's tokeniser reads them; undefined where it refuses. */
function parseLikeCoder(query: string): (readonly string[])[] | undefined {
  const elements = splitOutsideQuotes(query, ' ').filter((token) => token.includes(':'));
  const pairs: (readonly string[])[] = [];
  for (const element of elements) {
    if (element.startsWith(':') || element.endsWith(':')) return undefined;
    const pieces = splitOutsideQuotes(element, ':').map((piece) => piece.replace(/^"+|"+$/g, ''));
    if (pieces.length !== 2) return undefined;
    pairs.push(pieces);
  }
  return pairs;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let isQuoted = false;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === separator && !isQuoted) {
      pieces.push(piece);
      piece = '';
    } else {
      piece += letter;
    }
  }
  return [...pieces, piece].filter((part) => part !== '');
}
