import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/graphql/execution/json-text.ts';
import { timeOrNull, uuid, uuidOrNull } from '../../src/upstream/coder/wire-value.ts';
import * as kinds from '../../src/upstream/json/kinds.ts';
import type { Kind } from '../../src/upstream/json/kinds.ts';
import { JsonShapeError } from '../../src/upstream/json/require-json.ts';
import { longRun } from '../support/long-run.ts';

const ids = ['497f6eca-6276-4993-bfeb-53cbbbba6f08', '00000000-0000-0000-0000-000000000000'];
const times = ['2026-11-20T10:00:00.120Z', '0001-01-01T00:00:00Z', '2024-02-29T23:59:59+02:00'];
const { ifPresent, ...declared } = kinds;

/** Any JSON, as servers write it or with escapes that are not needed, each byte one character. */
const anyJson = fc
  .oneof(
    fc.jsonValue({ maxDepth: 2, noUnicodeString: false }),
    fc.constantFrom(...ids, ...ids.map((id) => id.toUpperCase()), ...times),
    fc.constantFrom<unknown>('', '2026-11-20t10:00:00z', 0, 7, 200, 2_147_483_648, 1.5, true, {}),
  )
  .chain((value) =>
    fc.boolean().map((isEscaped) => {
      const json = JSON.stringify(value);
      return isEscaped ? json.replaceAll('0', String.raw`\u0030`) : json;
    }),
  )
  .filter(isJson);

function isJson(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

const read = (json: string): unknown => JSON.parse(Buffer.from(json, 'latin1').toString());

describe('a kind of value', () => {
  it.each<[string, Kind<unknown>]>([
    ...Object.entries(declared),
    ['uuid', uuid],
    ['uuidOrNull', uuidOrNull],
    ['timeOrNull', timeOrNull],
    ['a text that may be absent', ifPresent(kinds.textOrNull)],
    ['a time that may be absent', ifPresent(timeOrNull)],
  ])('copies of any JSON what it decodes: %s', (_name, kind) => {
    fc.assert(
      fc.property(anyJson, (json) => {
        const copy = kind.copy?.(Buffer.from(json).toString('latin1'));
        if (copy === undefined) return;
        const decoded = kind.decode(JSON.parse(json));
        expect(read(copy)).toEqual(read(jsonText(decoded ?? null)!));
      }),
      { numRuns: longRun ? 100_000 : 2000, seed: 20_261_130 },
    );
  });

  it.each<[string, Kind<unknown>, unknown, string]>([
    ['a text', kinds.text, undefined, 'is missing'],
    ['a time', kinds.time, '2026', 'is not a time'],
    ['a UUID', uuid, 'x', 'is not a UUID'],
  ])('says what is wrong where it must be there: %s', (_name, kind, value, message) => {
    expect(() => kind.decode(value)).toThrow(new JsonShapeError(message));
  });
});
