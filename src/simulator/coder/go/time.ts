import { GoError } from './error.ts';
import { quoteForTime } from './quote.ts';

export const dateLayout = '2006-01-02';
export const rfc3339Layout = '2006-01-02T15:04:05Z07:00';

const chunks = /2006|01|02|15|04|05|Z07:00|./g;

/** `time.Parse` for the two layouts the server uses: the instant in whole nanoseconds since 1970. */
export function parseTime(layout: string, text: string): bigint {
  const fields: Record<string, number> = {};
  let rest = text;
  let nanoseconds = 0;
  let offsetMinutes = 0;

  function fail(element: string, at: string): never {
    throw new GoError(
      `parsing time ${quoteForTime(text)} as ${quoteForTime(layout)}: ` +
        `cannot parse ${quoteForTime(at)} as ${quoteForTime(element)}`,
    );
  }
  function failBecause(reason: string): never {
    throw new GoError(`parsing time ${quoteForTime(text)}: ${reason}`);
  }
  function take(pattern: RegExp): string | undefined {
    const [found] = pattern.exec(rest) ?? [];
    if (found !== undefined) rest = rest.slice(found.length);
    return found;
  }

  for (const [chunk] of layout.matchAll(chunks)) {
    const hold = rest;
    if (chunk === 'Z07:00') {
      const zone = take(/^(?:Z|[+-]\d\d:\d\d)/);
      if (zone === undefined) fail(chunk, hold);
      offsetMinutes = zoneMinutes(zone);
      continue;
    }
    const digits = chunkDigits[chunk];
    const found = take(digits?.pattern ?? new RegExp(`^[${chunk}]`));
    if (found === undefined) fail(chunk, hold);
    if (digits === undefined) continue;
    const value = Number(found);
    if (value < digits.min || value > digits.max) failBecause(`${digits.name} out of range`);
    fields[chunk] = value;
    const fraction = chunk === '05' ? take(/^[.,]\d+/) : undefined;
    nanoseconds = Number((fraction?.slice(1, 10) ?? '').padEnd(9, '0'));
  }
  if (rest !== '') failBecause(`extra text: ${quoteForTime(rest)}`);

  const { 2006: year = 0, '01': month = 1, '02': day = 0 } = fields;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || day < 1) failBecause('day out of range');
  const { 15: hour = 0, '04': minute = 0, '05': second = 0 } = fields;
  const seconds = midnight.getTime() / 1000 + hour * 3600 + (minute - offsetMinutes) * 60 + second;
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}

interface Digits {
  readonly name: string;
  readonly pattern: RegExp;
  readonly min: number;
  readonly max: number;
}

const twoDigits = /^\d\d/;
const chunkDigits: Readonly<Record<string, Digits>> = {
  2006: { name: 'year', pattern: /^\d{4}/, min: 0, max: 9999 },
  '01': { name: 'month', pattern: twoDigits, min: 1, max: 12 },
  // The day is checked against its month after everything else.
  '02': { name: 'day', pattern: twoDigits, min: 0, max: 99 },
  15: { name: 'hour', pattern: /^\d\d?/, min: 0, max: 23 },
  '04': { name: 'minute', pattern: twoDigits, min: 0, max: 59 },
  '05': { name: 'second', pattern: twoDigits, min: 0, max: 59 },
};

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}
