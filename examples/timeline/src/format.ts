const locale = 'en-GB';
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const number = new Intl.NumberFormat(locale);

/** The zone that all times of the page are shown in, e.g. `Europe/Berlin`. */
export const { timeZone } = time.resolvedOptions();

/** E.g. `Friday 20 November 2026`. */
export function formatDay(dateTime: string): string {
  return day.format(new Date(dateTime));
}

/** E.g. `14:03:22`. */
export function formatTime(dateTime: string): string {
  return time.format(new Date(dateTime));
}

/** E.g. `20 Nov 2026, 14:03:22`. */
export function formatInstant(dateTime: string): string {
  return instant.format(new Date(dateTime));
}

/** E.g. `2,000+`: the plus says that there may be more. */
export function formatCount(count: number, precision: 'EXACT' | 'AT_LEAST'): string {
  return `${number.format(count)}${precision === 'AT_LEAST' ? '+' : ''}`;
}
