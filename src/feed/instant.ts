declare const brand: unique symbol;

/**
 * An instant as normal text, `YYYY-MM-DDTHH:MM:SS.fffffffff` in UTC: nine fraction digits and no
 * zone letter, so that instants compare as text. Years 0001–9999.
 */
export type Instant = string & { readonly [brand]: 'Instant' };

/** A UTC date, `YYYY-MM-DD`; dates compare as text. */
export type Day = string & { readonly [brand]: 'Day' };

/** From `gte` (included) up to `lt` (not included). */
export interface InstantRange {
  readonly gte?: Instant | undefined;
  readonly lt?: Instant | undefined;
}

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** How servers write nearly every instant: in UTC. The 29th of February is left to `toUtc`. */
const plainUtc =
  /^(?!0000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

const dotPlace = 19;
const secondsPerDay = 86_400;
const unixDay0 = daysFromCivil(1970, 1, 1);
const firstSecond = (daysFromCivil(1, 1, 1) - unixDay0) * secondsPerDay;
const lastSecond = (daysFromCivil(10_000, 1, 1) - unixDay0) * secondsPerDay - 1;

/**
 * Reads RFC 3339: upper or lower case `t` and `z`, any offset, 0–9 fraction digits, no second 60.
 * Undefined when the text is anything else, or when its UTC year is outside 0001–9999.
 */
export function parseInstant(text: string): Instant | undefined {
  if (plainUtc.test(text)) return padFraction(text.slice(0, -1)) as Instant;
  const utc = toUtc(text);
  return utc && (`${utc.clock}.${utc.fraction.padEnd(9, '0')}` as Instant);
}

/** The same instant as RFC 3339 in UTC (`Z`), with exactly the fraction digits of the original. */
export function toUtcText(text: string): string | undefined {
  if (plainUtc.test(text)) return text;
  const utc = toUtc(text);
  return utc && `${utc.clock}${utc.fraction === '' ? '' : `.${utc.fraction}`}Z`;
}

/** RFC 3339 in UTC with as few fraction digits as the instant needs. */
export function formatInstant(instant: Instant): string {
  let end = instant.length;
  while (instant[end - 1] === '0') end -= 1;
  return `${instant.slice(0, end === dotPlace + 1 ? dotPlace : end)}Z`;
}

export function dayOf(instant: Instant): Day {
  return instant.slice(0, 10) as Day;
}

/** The day `count` days later (earlier when negative), undefined outside years 0001–9999. */
export function addDays(day: Day, count: number): Day | undefined {
  const second = secondOf(startOfDay(day)) + count * secondsPerDay;
  return second < firstSecond || second > lastSecond ? undefined : dayOf(instantOfSecond(second));
}

export function startOfDay(day: Day): Instant {
  return `${day}T00:00:00.000000000` as Instant;
}

/** Whole seconds since 1970, rounded down. Exact for every instant. */
export function secondOf(instant: Instant): number {
  const days =
    daysFromCivil(+instant.slice(0, 4), +instant.slice(5, 7), +instant.slice(8, 10)) - unixDay0;
  return (
    days * secondsPerDay +
    +instant.slice(11, 13) * 3600 +
    +instant.slice(14, 16) * 60 +
    +instant.slice(17, 19)
  );
}

/** The start of a second since 1970, held to years 0001–9999. */
export function instantOfSecond(second: number): Instant {
  return `${clockOf(Math.min(Math.max(second, firstSecond), lastSecond))}.000000000` as Instant;
}

/** One nanosecond later; the last instant there is stays itself. */
export function nextInstant(instant: Instant): Instant {
  const nanosecond = +instant.slice(20) + 1;
  if (nanosecond < 1e9) {
    return `${instant.slice(0, 20)}${digits(nanosecond, 9)}` as Instant;
  }
  const next = instantOfSecond(secondOf(instant) + 1);
  return next > instant ? next : instant;
}

function padFraction(clock: string): string {
  return clock.length === 19 ? `${clock}.000000000` : clock.padEnd(29, '0');
}

function toUtc(text: string): { clock: string; fraction: string } | undefined {
  const match = rfc3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes] = match;
  if (+hour! > 23 || +minute! > 59 || +second! > 59) return undefined;
  if (+month! < 1 || +month! > 12 || +day! < 1 || +day! > daysInMonth(+year!, +month!)) {
    return undefined;
  }
  if (sign === undefined) {
    return year === '0000' ? undefined : { clock: text.slice(0, 19).replace('t', 'T'), fraction };
  }
  if (+hours! > 23 || +minutes! > 59) return undefined;
  const offset = (+hours! * 3600 + +minutes! * 60) * (sign === '-' ? -1 : 1);
  const utc =
    (daysFromCivil(+year!, +month!, +day!) - unixDay0) * secondsPerDay +
    +hour! * 3600 +
    +minute! * 60 +
    +second! -
    offset;
  return utc < firstSecond || utc > lastSecond ? undefined : { clock: clockOf(utc), fraction };
}

function clockOf(second: number): string {
  const days = Math.floor(second / secondsPerDay);
  const rest = second - days * secondsPerDay;
  const [year, month, day] = civilFromDays(days + unixDay0);
  const date = `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
  return `${date}T${digits(Math.floor(rest / 3600))}:${digits(Math.floor(rest / 60) % 60)}:${digits(rest % 60)}`;
}

function digits(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days since 0000-03-01 of the proleptic Gregorian calendar, whose years then end in February. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear;
}

function civilFromDays(days: number): [year: number, month: number, day: number] {
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1];
}
