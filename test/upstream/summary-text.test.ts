import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOrNull, onOneLine } from '../../src/upstream/entry/summary-text.ts';

describe('a text on one line', () => {
  it.each([
    ['line feeds', 'a\nb', String.raw`a\u000ab`],
    ['carriage returns and tabs', 'a\r\tb', String.raw`a\u000d\u0009b`],
    ['escapes of terminals', 'a\u001B[2Kb\u009B1A', String.raw`a\u001b[2Kb\u009b1A`],
    ['NUL and DEL', 'a\0b\u007F', String.raw`a\u0000b\u007f`],
    ['next lines', 'a\u0085b', String.raw`a\u0085b`],
    ['line and paragraph separators', 'a\u2028b\u2029c', String.raw`a\u2028b\u2029c`],
    ['overrides', '\u202Eb\u202D\u202C', String.raw`\u202eb\u202d\u202c`],
    ['isolates', '\u2066a\u2067b\u2068c\u2069', String.raw`\u2066a\u2067b\u2068c\u2069`],
    ['marks of direction', 'a\u200E\u200F\u061C', String.raw`a\u200e\u200f\u061c`],
    [
      'zero width',
      'ad\u200Bmi\u200Dn\u200C\u2060\uFEFF',
      String.raw`ad\u200bmi\u200dn\u200c\u2060\ufeff`,
    ],
    ['soft hyphens', 'ad\u00ADmin', String.raw`ad\u00admin`],
    ['tags', 'a\u{E0001}\u{E0062}', String.raw`a\u{e0001}\u{e0062}`],
    ['selectors of nothing', 'a\uFE0Fb\u{E0100}', String.raw`a\ufe0fb\u{e0100}`],
    ['fillers', 'a\u3164b\u115Fc\uFFA0', String.raw`a\u3164b\u115fc\uffa0`],
  ])('shows %s as escapes', (_what, text, shown) => {
    expect(onOneLine(text)).toBe(shown);
  });

  it.each([
    'Zoë Müller-Łukasz 東京 \\u202e {user} $& $1',
    'שלום مرحبا',
    'می\u200Cخواهم क्\u200Dष',
    '👩\u200D💻 👩🏽\u200D🚀 ❤\uFE0F\u200D🔥 1\uFE0F\u20E3',
    '葛\u{E0100}城',
  ])('leaves %j as it is', (text) => {
    expect(onOneLine(text)).toBe(text);
  });

  it('has nothing that breaks or turns it, whatever it is made of', () => {
    const character = fc
      .integer({ min: 0, max: 0x10_ff_ff })
      .map((code) => String.fromCodePoint(code));
    const text = fc.array(fc.oneof(character, fc.constantFrom('\u202E', '\u2028', '\u200D', '💻')));

    fc.assert(
      fc.property(text, (characters) => {
        const line = onOneLine(characters.join(''));
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(onOneLine(line)).toBe(line);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it.each(['', ' ', '\u00A0\u3000'])('counts %j as no name', (text) => {
    expect([nameOrNull(text), nameOrNull(`${text}a`)]).toEqual([null, `${text}a`]);
  });
});
