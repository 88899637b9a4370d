import { AnswerBody } from '../../src/upstream/json/answer-body.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonFields } from '../../src/upstream/json/json-fields.ts';
import { readRows } from '../../src/upstream/json/json-rows.ts';
import { heapMb } from '../support/heap.ts';
import { longRun } from '../support/long-run.ts';

const row = {
  id: '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  time: '2026-11-20T10:00:00.123456Z',
  target: 'Büro "Größe" \\ ∞ 😀',
  empty: '',
  status_code: 200,
  is_deleted: false,
  user: { username: 'zoë', roles: [{ name: 'owner' }, {}], none: null },
  diff: { ttl: { old: 28_800_000_000_000, new: -1.5, secret: false }, '': { a: [[], {}] } },
  'odd key"': [1, 'two', null, true],
};

/** What `JSON.parse` gives, with every object of the list read by its names, and by its text. */
function readWhole(value: unknown, read: (fields: JsonFields, name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => readWhole(item, read));
  if (value instanceof JsonFields) {
    return Object.fromEntries(names.map((name) => [name, read(value, name)]));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, readWhole(item, read)]),
  );
}

const names = [...Object.keys(row), 'absent', 'constructor'];

function expected(value: unknown, isItem = false): unknown {
  if (Array.isArray(value)) return value.map((item) => (isItem ? item : expected(item, true)));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Record<string, unknown>;
  if (isItem) return Object.fromEntries(names.map((name) => [name, ownOf(object, name)]));
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => [key, Array.isArray(item) ? expected(item) : item]),
  );
}

function ownOf(object: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function parse(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString()) };
  } catch {
    return undefined;
  }
}

function textOf(fields: JsonFields, name: string): unknown {
  const text = fields.text(name);
  return text === undefined ? undefined : JSON.parse(Buffer.from(text, 'latin1').toString());
}

/** Every object inside is read through its own fields. */
function nestedOf(fields: JsonFields, name: string): unknown {
  const inner = fields.fields(name);
  const value = fields.get(name);
  if (!inner) return value;
  const keys = Object.keys(value as object);
  const read = Object.fromEntries(keys.map((key) => [key, nestedOf(inner, key)]));
  return { ...(value as object), ...read };
}

function rowsOf(text: string): readonly JsonFields[] {
  return readRows(new AnswerBody(Buffer.from(text))) as readonly JsonFields[];
}

function nested(levels: number): string {
  return `[{"diff":${'{"within":'.repeat(levels)}1${'}'.repeat(levels)}}]`;
}

function expectSameAsParse(body: Buffer): void {
  const rows = readRows(new AnswerBody(body));
  if (rows === undefined) return;
  const parsed = parse(body);
  expect(parsed, 'what is no JSON is left to JSON.parse').toBeDefined();
  const want = expected(parsed!.value);
  expect(readWhole(rows, (fields, name) => fields.get(name))).toEqual(want);
  expect(readWhole(rows, textOf)).toEqual(want);
  expect(readWhole(rows, nestedOf)).toEqual(want);
}

const anyJson = fc.json({ maxDepth: 4, noUnicodeString: false }).map((text) => Buffer.from(text));
const anyRow = fc.record(
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, fc.jsonValue({ maxDepth: 2 })),
    ]),
  ),
  { requiredKeys: ['id', 'time', 'status_code'] },
);
const anyBody = fc
  .tuple(fc.array(anyRow, { maxLength: 5 }), fc.constantFrom('bare', 'under', 'spread'))
  .map(([rows, form]) => {
    const value = form === 'bare' ? rows : { audit_logs: rows, count: rows.length };
    return Buffer.from(JSON.stringify(value, undefined, form === 'spread' ? 1 : undefined));
  });

/** A few bytes are changed, taken out or put in. */
const oddBody = fc
  .tuple(
    anyBody,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom('change', 'cut', 'insert', 'end'),
        fc.oneof(
          fc.constantFrom(
            '"',
            '\\',
            '{',
            '}',
            '[',
            ']',
            ',',
            ':',
            'u',
            '0',
            '-',
            'e',
            '.',
            '\n',
            ' ',
          ),
          fc.constantFrom(
            '\0',
            '\x1f',
            '\x7f',
            'é',
            '\\u00',
            '\\ud800',
            '-0',
            '1e999',
            'null',
            '{}',
          ),
          fc.constantFrom('"__proto__":1,', '"id":1,', '\\"', '\\\\"', '\\x'),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.boolean(),
  )
  .map(([body, changes, isTorn]) => {
    let bytes = body;
    for (const [place, kind, text] of changes) {
      const at = bytes.length === 0 ? 0 : place % bytes.length;
      const put = isTorn ? Buffer.from([place & 0xff]) : Buffer.from(text);
      const rest = kind === 'insert' ? at : at + put.length;
      bytes =
        kind === 'end'
          ? bytes.subarray(0, at)
          : Buffer.concat([
              bytes.subarray(0, at),
              kind === 'cut' ? Buffer.alloc(0) : put,
              bytes.subarray(rest),
            ]);
    }
    return bytes;
  });

const runs = { numRuns: longRun ? 200_000 : 4000, seed: 20_261_128 };
const timeout = 1_800_000;

describe('readRows', () => {
  it('reads what JSON.parse reads, as servers write it', () => {
    const body = Buffer.from(
      `${JSON.stringify({ audit_logs: [row, row, { ...row, time: 1 }], count: 3 })}\n`,
    );

    expect(readRows(new AnswerBody(body))).toBeDefined();
    expectSameAsParse(body);
  });

  it('reads any list as JSON.parse does', { timeout }, () => {
    fc.assert(fc.property(anyBody, expectSameAsParse), runs);
  });

  it('reads any JSON as JSON.parse does', { timeout }, () => {
    fc.assert(fc.property(anyJson, expectSameAsParse), runs);
  });

  it('never reads what JSON.parse refuses or reads otherwise', { timeout }, () => {
    fc.assert(fc.property(oddBody, expectSameAsParse), runs);
  });

  it('reads rows that take turns in what they have', () => {
    const rows = [{ a: 1, b: 'x' }, { b: 'y' }, {}, { b: 'z', a: 2 }, { a: 3, b: '' }, { b: '1' }];
    const body = Buffer.from(JSON.stringify(rows));
    const read = readRows(new AnswerBody(body)) as readonly JsonFields[];

    expect(read.map((fields) => [fields.get('a'), fields.get('b')])).toEqual(
      rows.map(({ a, b }) => [a, b]),
    );
  });

  it('takes the last of members that repeat a name, wherever they stand', () => {
    const rows = readRows(new AnswerBody(Buffer.from('[{"a":1,"b":2,"a":3},{"a":4,"a":5,"b":6}]')));

    expect(
      (rows as readonly JsonFields[]).map((fields) => [fields.get('a'), fields.get('b')]),
    ).toEqual([
      [3, 2],
      [5, 6],
    ]);
  });

  it('keeps nothing of rows whose keys it remembers', () => {
    const before = heapMb();
    for (let page = 0; page < 200; page += 1) {
      const [read] = rowsOf(
        `[{"value":"${'x'.repeat(100_000)}","diff":{"one_long_key_${page}":{"old":1}}}]`,
      );
      read!.fields('diff')!.get('old');
    }

    expect(heapMb() - before).toBeLessThan(5);
  });

  it('leaves an object of very many keys to JSON.parse', () => {
    const many = JSON.stringify(
      Object.fromEntries(Array.from({ length: 50_000 }, (_, key) => [`k${key}`, key])),
    );
    const [inner] = rowsOf(`[{"diff":${many}}]`);

    expect(readRows(new AnswerBody(Buffer.from(`[${many}]`)))).toBeUndefined();
    expect(inner!.fields('diff')!.names).toHaveLength(50_000);
    expect(inner!.fields('diff')!.get('k49999')).toBe(49_999);
  });

  it('goes no deeper for an object that was found in itself', () => {
    const [shallow] = rowsOf(nested(3));
    shallow!.fields('diff')!.fields('within')!.fields('within')!.get('within');

    expect(readRows(new AnswerBody(Buffer.from(nested(100))))).toBeUndefined();
    expect(readRows(new AnswerBody(Buffer.from(nested(5000))))).toBeUndefined();
    expectSameAsParse(Buffer.from(nested(80)));
  });

  it('reads nothing of a body that was let go of', () => {
    const body = new AnswerBody(Buffer.from('[{"a":1}]'));
    const [read] = readRows(body) as readonly JsonFields[];
    body.drop();

    expect(() => read!.get('a')).toThrow('after its request was over');
  });

  it('lets go of all that was read of a body', () => {
    const body = new AnswerBody(Buffer.from('[{"a":1,"b":{"c":2}}]'));
    const [read] = readRows(body) as readonly JsonFields[];
    const inner = read!.fields('b')!;
    body.drop();

    for (const [fields, name] of [
      [read!, 'a'],
      [read!, 'b'],
      [inner, 'c'],
    ] as const) {
      expect(() => fields.get(name)).toThrow('after its request was over');
      expect(() => fields.text(name)).toThrow('after its request was over');
      expect(() => fields.fields(name)).toThrow('after its request was over');
    }
  });

  it.each([
    ['text that is not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
    ['a control character in a text', Buffer.from('["a\tb"]')],
    ['a number that no double holds', Buffer.from('[1e999]')],
    ['minus zero, which is written as zero', Buffer.from('[-0]')],
    ['more digits than a double holds', Buffer.from('[0.1234567890123456]')],
    ['levels without end', Buffer.from('['.repeat(100_000))],
    ['spaces between its parts', Buffer.from('[ 1 ]')],
    ['nothing', Buffer.alloc(0)],
    ['a bare value', Buffer.from('1')],
    ['more behind the end', Buffer.from('[]]')],
  ])('leaves %s to JSON.parse', (_, body) => {
    expect(readRows(new AnswerBody(body))).toBeUndefined();
  });
});
