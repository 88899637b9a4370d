import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  bindplaneEvent,
  get,
  getNumbers,
  halfSeconds,
  startBindplane,
} from '../support/bindplane-server.ts';

const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

function afterNoon(microseconds: number): string {
  const fraction = String(microseconds % 1e6).padStart(6, '0');
  return `2025-03-18T12:00:0${Math.floor(microseconds / 1e6)}.${fraction}Z`;
}

const window = { 'min-date': '20250318120001', 'max-date': '20250318120003' };

it.each([
  [true, true, false, [2, 3, 4, 5, 6]],
  [true, false, false, [2, 3, 4, 5]],
  [false, true, false, [3, 4, 5, 6]],
  [false, false, false, [3, 4, 5]],
  [true, true, true, [2, 3, 4, 5, 6, 7]],
  [true, false, true, [2, 3, 4, 5]],
  [false, true, true, [4, 5, 6, 7]],
  [false, false, true, [4, 5]],
])(
  'includes min %s and max %s, whole seconds %s',
  async (minDateIncluded, maxDateIncluded, comparesWholeSeconds, numbers) => {
    const server = await startBindplane({
      events: halfSeconds,
      knobs: { minDateIncluded, maxDateIncluded, comparesWholeSeconds },
    });

    expect(ascending(await getNumbers(server, window))).toEqual(numbers);
  },
);

it('finds the same windows as a scan of the trail', async () => {
  const server = await startBindplane();
  const second = fc.integer({ min: 0, max: 6 });
  const microsecond = fc.integer({ min: 0, max: 6_000_000 });

  await fc.assert(
    fc.asyncProperty(
      fc.array(microsecond, { maxLength: 20 }),
      fc.option(second),
      fc.option(second),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      async (offsets, min, max, minDateIncluded, maxDateIncluded, comparesWholeSeconds) => {
        Object.assign(server.knobs, { minDateIncluded, maxDateIncluded, comparesWholeSeconds });
        server.trail.remove(server.trail.events.map(({ id }) => id));
        server.trail.insert(
          offsets.map((offset, number) => bindplaneEvent(number, afterNoon(offset))),
        );

        const answered = await getNumbers(server, {
          ...(min === null ? {} : { 'min-date': `2025031812000${min}` }),
          ...(max === null ? {} : { 'max-date': `2025031812000${max}` }),
        });

        const expected = offsets.flatMap((offset, number) => {
          const compared = comparesWholeSeconds ? offset - (offset % 1e6) : offset;
          const above = min === null ? 1 : compared - min * 1e6;
          const below = max === null ? 1 : max * 1e6 - compared;
          const isInside =
            (above > 0 || (minDateIncluded && above === 0)) &&
            (below > 0 || (maxDateIncluded && below === 0));
          return isInside ? [number] : [];
        });
        expect(ascending(answered)).toEqual(expected);
      },
    ),
    { seed: 20_250_318, numRuns: 150 },
  );
});

it.each([
  [0, '20250318120002'],
  [330, '20250318173002'],
  [-210, '20250318083002'],
  [840, '20250319020002'],
])('reads 14 digits in the zone %i minutes east', async (zone, date) => {
  const server = await startBindplane({ events: halfSeconds, knobs: { zone } });

  expect(await getNumbers(server, { 'min-date': date, 'max-date': date })).toEqual([4]);
});

it('reads zoned dates to the microsecond, whatever the zone of the others', async () => {
  const server = await startBindplane({
    events: halfSeconds,
    knobs: { dateFormats: ['digits', 'zoned'], zone: 330 },
  });

  const numbers = await getNumbers(server, {
    'min-date': '2025-03-18 14:00:02.500001+02',
    'max-date': '2025-03-18 12:00:03.500000+00',
  });

  expect(ascending(numbers)).toEqual([6, 7]);
});

const unreadable = [
  '2025-03-18T12:00:00Z',
  '2025-03-18 12:00:00.000000+00',
  '2025031812000',
  '20250229000000',
  '20250318240000',
  '20250318120060',
  ' 20250318120000',
  'yesterday',
];

it.each(unreadable)('answers 400 to the date %j when strict', async (date) => {
  const server = await startBindplane({ events: halfSeconds });

  const answer = await get(server, `/v1/audit-events?max-date=${encodeURIComponent(date)}`);

  expect(answer).toMatchObject({ status: 400, type: 'application/json; charset=utf-8' });
  expect(JSON.parse(answer.text)).toEqual({ errors: [`invalid max-date: ${date}`] });
});

it.each(unreadable)('lets the date %j select nothing when ignoring', async (date) => {
  const server = await startBindplane({ events: halfSeconds, knobs: { badDate: 'ignore' } });

  expect(await getNumbers(server, { 'max-date': date })).toHaveLength(8);
});

it('takes a raw plus sign for a space, as query strings mean it', async () => {
  const server = await startBindplane({ knobs: { dateFormats: ['zoned'] } });

  const answer = await get(server, '/v1/audit-events?min-date=2025-03-18%2012:00:00.5+00');

  expect(answer.status).toBe(400);
});

it('can refuse every format, or ignore both dates', async () => {
  const server = await startBindplane({ events: halfSeconds, knobs: { dateFormats: [] } });

  const refused = await get(server, '/v1/audit-events?min-date=20300101000000');
  server.knobs.badDate = 'ignore';
  const ignored = await getNumbers(server, { 'min-date': '20300101000000' });

  expect(refused.status).toBe(400);
  expect(ignored).toHaveLength(8);
});

it.each([
  ['empty', 200],
  ['reject', 400],
] as const)('answers reversed dates %s', async (reversedDates, status) => {
  const server = await startBindplane({ events: halfSeconds, knobs: { reversedDates } });

  const answer = await get(
    server,
    '/v1/audit-events?min-date=20250318120003&max-date=20250318120001',
  );

  expect(answer.status).toBe(status);
  expect(answer.text).toBe(status === 200 ? '[]' : '{"errors":["min-date is after max-date"]}');
});

it('does not take one and the same date twice for reversed', async () => {
  const server = await startBindplane({
    events: halfSeconds,
    knobs: { reversedDates: 'reject' },
  });
  const date = '20250318120001';

  expect(await getNumbers(server, { 'min-date': date, 'max-date': date })).toEqual([2]);
});
