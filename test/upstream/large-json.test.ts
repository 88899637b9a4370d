import { describe, expect, it } from 'vitest';
import { AnswerBody } from '../../src/upstream/json/answer-body.ts';
import { JsonFields } from '../../src/upstream/json/json-fields.ts';
import { readLargeJson } from '../../src/upstream/json/large-json.ts';
import { atOnce, inTurns, sortInSteps } from '../../src/upstream/json/steps.ts';

const rows = Array.from({ length: 3000 }, (_, id) => ({
  id,
  text: `é "${id}" \\ ${'x'.repeat(id % 700)}`,
  deep: { list: [null, true, -1.5, { id }] },
  odd: [1e300, -0, 0.1],
}));
const never = new AbortController().signal;

function bodyOf(text: string | Buffer): AnswerBody {
  return new AnswerBody(Buffer.from(text));
}

/** What was read, as `JSON.parse` would have it. */
function plain(value: unknown): unknown {
  if (value instanceof JsonFields) {
    return Object.fromEntries(value.names.map((name) => [name, value.get(name)]));
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

describe('a large body', () => {
  it.each([
    ['a list', JSON.stringify(rows)],
    ['a list in an object', `${JSON.stringify({ count: 3, rows, others: [1, 'a', null] })}\n`],
    ['in lines', JSON.stringify({ rows }, null, 2)],
    ['a list of nothing', ' [ ] '],
    ['an object of nothing', '{ }'],
    ['a word', 'null'],
    ['a name of its own', '{"__proto__":[{"a":1}],"a":{"b":[]}}'],
  ])('is read as any other: %s', (_what, text) => {
    expect(plain(atOnce(readLargeJson(bodyOf(text))))).toEqual(plain(JSON.parse(text)));
  });

  it('is read although it is no UTF-8', () => {
    const bytes = Buffer.from('[{"a":"\u00ff"},{"a":"b"}]', 'latin1');

    expect(plain(atOnce(readLargeJson(bodyOf(bytes))))).toEqual([{ a: '\ufffd' }, { a: 'b' }]);
  });

  it.each([
    ['CUT', '[{"a":1},{"a":'],
    ['CUT', '[{"a":1},'],
    ['CUT', '{"a":"x'],
    ['NO_JSON', '[{"a":1} {"a":2}]'],
    ['NO_JSON', '[{"a":x}]'],
    ['NO_JSON', '[1]]'],
    ['NO_JSON', '{1:2}'],
    ['NO_JSON', '[,]'],
    ['TOO_LARGE', `["${'a'.repeat(2_000_000)}",1]`],
    ['TOO_LARGE', `[${'['.repeat(2_000_000)}1`],
    ['TOO_LARGE', `[${'{},'.repeat(50_000)}{}]`],
    ['TOO_LARGE', `[${`["${'a'.repeat(1_000_000)}"],`.repeat(20)}1]`],
  ])('is told to be %s', (defect, text) => {
    expect(() => atOnce(readLargeJson(bodyOf(text)))).toThrow(
      expect.objectContaining({ name: 'LargeJsonError', defect }),
    );
  });

  it('is read in steps of a few rows', () => {
    const text = JSON.stringify(rows);
    const steps = readLargeJson(bodyOf(text));

    let count = 1;
    while (steps.next().done !== true) count += 1;

    expect(count).toBeGreaterThan(text.length / 60_000);
  });

  it('drops what was read of it', () => {
    const body = bodyOf('[{"id":1}]');
    const [row] = atOnce(readLargeJson(body)) as JsonFields[];

    body.drop();

    expect(() => row!.get('id')).toThrow('after its request was over');
  });
});

describe('work in turns', () => {
  it('lets others have theirs', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      immediate = setImmediate(count);
    };
    let immediate = setImmediate(count);

    const done = await inTurns(slow(10), never);
    clearImmediate(immediate);

    expect(done).toBe(10);
    expect(turns).toBeGreaterThanOrEqual(9);
  });

  it('is done one after the other, also after one that failed', async () => {
    const order: string[] = [];
    function* named(name: string, steps: number) {
      yield* slow(steps);
      order.push(name);
      if (name === 'first') throw new Error('no');
      return name;
    }

    const outcomes = await Promise.allSettled([
      inTurns(named('first', 3), never),
      inTurns(named('second', 1), never),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(order).toEqual(['first', 'second']);
  });

  it('ends with its caller', async () => {
    const reason = new Error('the client left');

    await expect(inTurns(slow(1000), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('sorts as sorting at once does', () => {
    const items = Array.from({ length: 5003 }, (_, index) => ({
      key: (index * 7919) % 1000,
      index,
    }));
    expect(atOnce(sortInSteps(items, compare))).toEqual(items.toSorted(compare));
  });
});

function* slow(steps: number) {
  for (let step = 0; step < steps; step += 1) {
    const end = performance.now() + 16;
    while (performance.now() < end);
    yield;
  }
  return steps;
}

function compare(a: { readonly key: number }, b: { readonly key: number }): number {
  return a.key - b.key;
}
