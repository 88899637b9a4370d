import type { Random } from '../random.ts';

/** Microseconds since 1970 UTC: exact as a number until the year 2255. */
export type Micros = number;

export const second = 1_000_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** RFC 3339 in UTC or with an offset; digits beyond the microsecond are dropped. */
export function parseMicros(text: string): Micros {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const whole = Date.parse(text.replace(/\.\d+/, ''));
  if (Number.isNaN(whole)) throw new RangeError(`not an RFC 3339 instant: ${text}`);
  return whole * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** RFC 3339 in UTC as Go writes it: 0–6 fraction digits, no trailing zero. */
export function formatMicros(at: Micros): string {
  const fraction = at % second;
  const clock = new Date((at - fraction) / 1000).toISOString().slice(0, 19);
  if (fraction === 0) return `${clock}Z`;
  return `${clock}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}Z`;
}

/** Midnight UTC at or before. */
export function startOfDay(at: Micros): Micros {
  return at - (at % day);
}

/** 0 is Sunday. 1970-01-01 was a Thursday. */
export function weekday(at: Micros): number {
  return (Math.floor(at / day) + 4) % 7;
}

export function isWeekend(at: Micros): boolean {
  return weekday(at) % 6 === 0;
}

/** Any microsecond of the instant's second, for what is known to the second. */
export function withinSecond(random: Random, at: Micros): Micros {
  return Math.floor(at) + random.below(second);
}
