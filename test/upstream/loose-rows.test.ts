import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonFields } from '../../src/upstream/json/json-fields.ts';
import { readLooseRows } from '../../src/upstream/json/loose-rows.ts';

/** Every object of a list, read through its fields. */
function readWhole(value: unknown, read: (fields: JsonFields, name: string) => unknown): unknown {
  if (value instanceof JsonFields) {
    return Object.fromEntries(value.names.map((name) => [name, read(value, name)]));
  }
  if (Array.isArray(value)) return value.map((item) => readWhole(item, read));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      Array.isArray(item) ? readWhole(item, read) : item,
    ]),
  );
}

function textOf(fields: JsonFields, name: string): unknown {
  return JSON.parse(Buffer.from(fields.text(name)!, 'latin1').toString());
}

function nestedOf(fields: JsonFields, name: string): unknown {
  const inner = fields.fields(name);
  if (!inner) return fields.get(name);
  return Object.fromEntries(inner.names.map((key) => [key, nestedOf(inner, key)]));
}

function rowOf(json: string): JsonFields {
  return (readLooseRows(json) as readonly JsonFields[])[0]!;
}

function nested(levels: number): string {
  return `[{"a":${'['.repeat(levels)}"]["${']'.repeat(levels)}}]`;
}

describe('rows of any JSON', () => {
  it('read as JSON.parse reads them', () => {
    const anyText = fc
      .tuple(fc.jsonValue({ maxDepth: 4, noUnicodeString: false }), fc.constantFrom(0, 1, '\t\r\n'))
      .map(([value, space]) => JSON.stringify(value, undefined, space));

    fc.assert(
      fc.property(anyText, (json) => {
        const parsed: unknown = JSON.parse(json);
        for (const read of [(fields: JsonFields, name: string) => fields.get(name), textOf]) {
          expect(readWhole(readLooseRows(json), read)).toEqual(parsed);
        }
        expect(readWhole(readLooseRows(json), nestedOf)).toEqual(parsed);
      }),
      { numRuns: 500, seed: 20_261_130 },
    );
  });

  it.each([
    ['9223372036854775807', '9223372036854775807'],
    ['[1e400, -0, 0.1000000000000000055]', '[1e400,-0,0.1000000000000000055]'],
    ['"\\ud800 \\ud83d\\ude00 \\\\ud800"', '"\\ufffd \\ud83d\\ude00 \\\\ud800"'],
    ['{ "\\udc00" : "a b" }', '{"\\ufffd":"a b"}'],
    ['"\\uD83D\\uD83D\\uDE00"', '"\\ufffd\\uD83D\\uDE00"'],
  ])('keep the text of %s', (value, text) => {
    expect(rowOf(`[ { "a" : ${value} } ]`).text('a')).toBe(text);
  });

  it('take the last of two members of one name', () => {
    expect(rowOf('[{"a":1,"\\u0061":2}]').text('a')).toBe('2');
  });

  it('do not know the text of what is too deep', () => {
    expect(rowOf(nested(100)).text('a')).toHaveLength(204);
    expect(rowOf(nested(101)).text('a')).toBeUndefined();
    expect(rowOf(nested(100_000)).text('a')).toBeUndefined();
  });

  it('are none when the text is no JSON', () => {
    expect(() => readLooseRows('[{"a":1}')).toThrow(SyntaxError);
  });
});
