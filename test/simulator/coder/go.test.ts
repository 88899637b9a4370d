import { describe, expect, it } from 'vitest';
import { encodeJson } from '../../../src/simulator/coder/go/json.ts';
import { parseInt32 } from '../../../src/simulator/coder/go/parse-int.ts';
import { quote } from '../../../src/simulator/coder/go/quote.ts';
import { dateLayout, parseTime, rfc3339Layout } from '../../../src/simulator/coder/go/time.ts';
import { parseUuid } from '../../../src/simulator/coder/go/uuid.ts';

describe('texts of the Go libraries', () => {
  it('encodes JSON with HTML characters and line separators escaped', () => {
    expect(encodeJson({ text: '<b>&\u2028é"' })).toBe(
      String.raw`{"text":"\u003cb\u003e\u0026\u2028é\""}` + '\n',
    );
  });

  it.each([
    ['a"b\\', String.raw`"a\"b\\"`],
    ['\0\x7f\n', String.raw`"\x00\x7f\n"`],
    ['ü漢🦊', '"ü漢🦊"'],
    ['\u00A0\u200B', String.raw`"\u00a0\u200b"`],
  ])('quotes %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it.each([
    ['2026-2-3', 'cannot parse "2-3" as "01"'],
    ['', 'cannot parse "" as "2006"'],
    ['20a6-01-01', 'cannot parse "20a6-01-01" as "2006"'],
    ['2026/01/02', 'cannot parse "/01/02" as "-"'],
    ['2026-01-2', 'cannot parse "2" as "02"'],
  ])('cannot parse the date %j', (text, problem) => {
    expect(() => parseTime(dateLayout, text)).toThrow(
      `parsing time "${text}" as "2006-01-02": ${problem}`,
    );
  });

  it.each([
    ['2026-13-01', 'month out of range'],
    ['2026-02-30', 'day out of range'],
    ['2026-01-00', 'day out of range'],
    ['2026-01-01x', 'extra text: "x"'],
  ])('refuses the date %j', (text, problem) => {
    expect(() => parseTime(dateLayout, text)).toThrow(`parsing time "${text}": ${problem}`);
  });

  it.each([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.25+09:00', '2026-03-01T03:00:00.250Z'],
    ['2026-03-01T12:00:00-01:30', '2026-03-01T13:30:00.000Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
  ])('reads the time %s', (text, utc) => {
    expect(parseTime(rfc3339Layout, text)).toBe(BigInt(Date.parse(utc)) * 1_000_000n);
  });

  it('reads the four spellings of a uuid', () => {
    const uuid = 'b0000000-0000-4000-8000-0000000000af';

    const spellings = [
      uuid.toUpperCase(),
      uuid.replaceAll('-', ''),
      `{${uuid}}`,
      `urn:uuid:${uuid}`,
    ].map(parseUuid);

    expect(spellings).toEqual([uuid, uuid, uuid, uuid]);
  });

  it.each([
    ['x', 'invalid UUID length: 1'],
    ['é', 'invalid UUID length: 2'],
    ['b0000000-0000-4000-8000-00000000000g', 'invalid UUID format'],
    ['urn:guid:b0000000-0000-4000-8000-000000000003', 'invalid urn prefix: "urn:guid:"'],
  ])('refuses %s as a uuid', (text, problem) => {
    expect(() => parseUuid(text)).toThrow(problem);
  });

  it.each([
    ['1_000', 'invalid syntax'],
    ['', 'invalid syntax'],
    ['-2147483649', 'value out of range'],
  ])('refuses %j as a number', (text, problem) => {
    expect(() => parseInt32(text)).toThrow(`strconv.ParseInt: parsing "${text}": ${problem}`);
  });
});
