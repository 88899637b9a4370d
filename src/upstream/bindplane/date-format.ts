import { instantOfSecond } from '../../feed/instant.ts';

/**
 * How dates are written in a query: `DIGITS`, documented, `YYYYMMDDHHMMSS` in the server's own
 * zone; `ZONED`, sent by the vendor's receiver, `YYYY-MM-DD HH:MM:SS.ffffff+00`; `RFC3339`.
 */
export type BindplaneDateFormat = 'DIGITS' | 'ZONED' | 'RFC3339';

/** The documented format first, then what leaves no doubt about the zone. */
export const dateFormats: readonly BindplaneDateFormat[] = ['DIGITS', 'ZONED', 'RFC3339'];

/**
 * Writes a second since 1970 as a clock shows it so many hours east of UTC. The offset is written
 * beside it where the format has one.
 */
export function formatBindplaneDate(
  second: number,
  format: BindplaneDateFormat,
  hoursEast = 0,
): string {
  const clock = instantOfSecond(second + hoursEast * 3600).slice(0, 19);
  const offset = `${hoursEast < 0 ? '-' : '+'}${String(Math.abs(hoursEast)).padStart(2, '0')}`;
  if (format === 'DIGITS') return clock.replace(/\D/g, '');
  if (format === 'ZONED') return `${clock.replace('T', ' ')}.000000${offset}`;
  return `${clock}${hoursEast === 0 ? 'Z' : `${offset}:00`}`;
}
