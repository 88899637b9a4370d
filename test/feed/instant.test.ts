import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  type Day,
  dayOf,
  formatInstant,
  type Instant,
  instantOfSecond,
  nextInstant,
  parseInstant,
  secondOf,
  startOfDay,
  toUtcText,
} from '../../src/feed/instant.ts';
import { walks } from '../support/walks.ts';

const firstNanosecond = nanosecondsOf('0001-01-01T00:00:00Z');
const lastNanosecond = nanosecondsOf('9999-12-31T23:59:59Z') + 999_999_999n;

const written = fc
  .record({
    day: fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    }),
    second: fc.integer({ min: 0, max: 86_399 }),
    fraction: fc.stringMatching(/^\d{0,9}$/),
    offsetMinutes: fc.oneof(
      fc.constant(undefined),
      fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 }),
    ),
    isLowerCase: fc.boolean(),
  })
  .map(({ day, second, fraction, offsetMinutes, isLowerCase }) => {
    const clock = `${day.toISOString().slice(0, 10)}T${clockOf(second)}`;
    const text = `${clock}${fraction && `.${fraction}`}${offsetOf(offsetMinutes)}`;
    const nanoseconds =
      nanosecondsOf(`${clock}Z`) +
      BigInt(fraction.padEnd(9, '0')) -
      BigInt(offsetMinutes ?? 0) * 60_000_000_000n;
    return { text: isLowerCase ? text.toLowerCase() : text, fraction, nanoseconds };
  });

const instants = fc
  .bigInt({ min: firstNanosecond, max: lastNanosecond })
  .map((nanoseconds) => ({ nanoseconds, instant: instantAt(nanoseconds) }));

describe('parseInstant', () => {
  it('reads every RFC 3339 text as the nanosecond it means', () => {
    fc.assert(
      fc.property(written, ({ text, nanoseconds }) => {
        const isInRange = nanoseconds >= firstNanosecond && nanoseconds <= lastNanosecond;

        expect(parseInstant(text)).toBe(isInRange ? instantAt(nanoseconds) : undefined);
      }),
      walks(2000),
    );
  });

  it('reads the days that there are and no others', () => {
    for (const year of ['1900', '2000', '2024', '2026']) {
      for (let month = 0; month <= 13; month += 1) {
        for (let day = 0; day <= 32; day += 1) {
          const text = `${year}-${digits(month)}-${digits(day)}T12:00:00Z`;
          const date = new Date(text);
          const isDay = !Number.isNaN(date.getTime()) && date.getUTCDate() === day;

          expect([text, parseInstant(text)]).toEqual([
            text,
            isDay ? text.replace('Z', '.000000000') : undefined,
          ]);
        }
      }
    }
  });

  it.each([
    '',
    '2026-03-01',
    '2026-03-01T00:00:00',
    '2026-03-01 00:00:00Z',
    '2026-03-01T00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-00T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T00:60:00Z',
    '2026-06-30T23:59:60Z',
    '2026-03-01T00:00:00.Z',
    '2026-03-01T00:00:00.1234567890Z',
    '2026-03-01T00:00:00,5Z',
    '2026-03-01T00:00:00+24:00',
    '2026-03-01T00:00:00+00:60',
    '2026-03-01T00:00:00+0100',
    '2026-03-01T00:00:00+01',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '+010000-01-01T00:00:00Z',
    '٢026-03-01T00:00:00Z',
    ' 2026-03-01T00:00:00Z',
    '2026-03-01T00:00:00Z\n',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
    expect(toUtcText(text)).toBeUndefined();
  });

  it.each([
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000000000'],
    ['0000-12-31T23:59:59-00:01', '0001-01-01T00:00:59.000000000'],
    ['2026-03-01T01:00:00.5+01:30', '2026-02-28T23:30:00.500000000'],
    ['9999-12-31t23:59:59.999999999z', '9999-12-31T23:59:59.999999999'],
  ])('reads %j as %j', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });
});

describe('the text of an instant', () => {
  it('keeps every fraction digit that was written', () => {
    fc.assert(
      fc.property(written, ({ text, fraction, nanoseconds }) => {
        fc.pre(nanoseconds >= firstNanosecond && nanoseconds <= lastNanosecond);
        const clock = instantAt(nanoseconds).slice(0, 19);

        expect(toUtcText(text)).toBe(`${clock}${fraction && `.${fraction}`}Z`);
      }),
      walks(500),
    );
  });

  it('reads back as the same instant from as few digits as it needs', () => {
    fc.assert(
      fc.property(instants, ({ instant }) => {
        const text = formatInstant(instant);

        expect(parseInstant(text)).toBe(instant);
        expect(text).not.toMatch(/\.\d*0Z$|\.Z$/);
      }),
      walks(500),
    );
  });

  it('sorts as the instants do', () => {
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        expect(a.instant < b.instant).toBe(a.nanoseconds < b.nanoseconds);
      }),
      walks(500),
    );
  });
});

describe('days and seconds', () => {
  it('counts days over months, leap years and centuries', () => {
    const day = fc.integer({ min: -719_162, max: 2_932_896 });
    fc.assert(
      fc.property(day, day, (from, to) => {
        expect(addDays(dayAt(from), to - from)).toBe(dayAt(to));
      }),
      walks(500),
    );
  });

  it.each([
    ['0001-01-01', -1],
    ['9999-12-31', 1],
    ['2026-03-01', 10_000_000],
  ])('has no day %s + %i', (day, count) => {
    expect(addDays(day as Day, count)).toBeUndefined();
  });

  it('turns instants into whole seconds, rounded down, and back', () => {
    fc.assert(
      fc.property(instants, ({ instant, nanoseconds }) => {
        const second = secondOf(instant);

        const fraction = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
        expect(BigInt(second)).toBe((nanoseconds - fraction) / 1_000_000_000n);
        expect(instantOfSecond(second)).toBe(`${instant.slice(0, 19)}.000000000`);
      }),
      walks(500),
    );
  });

  it('holds seconds outside of the calendar to its ends', () => {
    expect(instantOfSecond(-1e12)).toBe('0001-01-01T00:00:00.000000000');
    expect(instantOfSecond(1e12)).toBe('9999-12-31T23:59:59.000000000');
  });

  it('knows the day of an instant and the start of a day', () => {
    const day = dayOf(parseInstant('2026-03-01T23:59:59.999999999Z')!);

    expect(day).toBe('2026-03-01');
    expect(startOfDay(day)).toBe('2026-03-01T00:00:00.000000000');
  });
});

describe('nextInstant', () => {
  it('is one nanosecond later', () => {
    fc.assert(
      fc.property(instants, ({ instant, nanoseconds }) => {
        fc.pre(nanoseconds < lastNanosecond);

        expect(nextInstant(instant)).toBe(instantAt(nanoseconds + 1n));
      }),
      walks(500),
    );
  });

  it.each([
    ['2026-02-28T23:59:59.999999999', '2026-03-01T00:00:00.000000000'],
    ['1969-12-31T23:59:59.999999999', '1970-01-01T00:00:00.000000000'],
    ['9999-12-31T23:59:59.999999999', '9999-12-31T23:59:59.999999999'],
  ])('of %s is %s', (instant, next) => {
    expect(nextInstant(instant as Instant)).toBe(next);
  });
});

/** Nanoseconds since 1970 of whole seconds, by JavaScript's own calendar. */
function nanosecondsOf(text: string): bigint {
  return BigInt(Date.parse(text)) * 1_000_000n;
}

function instantAt(nanoseconds: bigint): Instant {
  const fraction = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const clock = new Date(Number((nanoseconds - fraction) / 1_000_000n)).toISOString().slice(0, 19);
  return `${clock}.${String(fraction).padStart(9, '0')}` as Instant;
}

function dayAt(daysSince1970: number): Day {
  return new Date(daysSince1970 * 86_400_000).toISOString().slice(0, 10) as Day;
}

function clockOf(second: number): string {
  return new Date(second * 1000).toISOString().slice(11, 19);
}

function offsetOf(minutes: number | undefined): string {
  if (minutes === undefined) return 'Z';
  return `${minutes < 0 ? '-' : '+'}${clockOf(Math.abs(minutes) * 60).slice(0, 5)}`;
}

function digits(number: number): string {
  return String(number).padStart(2, '0');
}
