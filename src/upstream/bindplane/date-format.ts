import { instantOfSecond } from '../../feed/instant.ts';

/**
 * How dates are written in a query: `DIGITS`, documented, `YYYYMMDDHHMMSS` in the server's own
 * zone; `ZONED`, sent by the vendor's receiver, `YYYY-MM-DD HH:MM:SS.ffffff+00`.
 */
export type BindplaneDateFormat = 'DIGITS' | 'ZONED';

/** Writes a second since 1970 UTC; the offset (east positive) only matters to `DIGITS`. */
export function formatBindplaneDate(
  second: number,
  format: BindplaneDateFormat,
  zoneOffsetSeconds: number,
): string {
  if (format === 'ZONED') {
    return `${instantOfSecond(second).slice(0, 19).replace('T', ' ')}.000000+00`;
  }
  return instantOfSecond(second + zoneOffsetSeconds)
    .slice(0, 19)
    .replace(/\D/g, '');
}
