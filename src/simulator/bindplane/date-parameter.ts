import { instantOfSecond, parseInstant, secondOf } from '../../feed/instant.ts';
import type { Instant } from '../../feed/instant.ts';
import type { BindplaneKnobs } from './state.ts';

const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;
const zoned = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)([+-]\d\d)$/;

/** The instant that a date parameter means, undefined when the server does not take it. */
export function readDate(
  text: string,
  knobs: Pick<BindplaneKnobs, 'dateFormats' | 'zoneOffsetMinutes'>,
): Instant | undefined {
  for (const format of knobs.dateFormats) {
    const instant =
      format === 'digits' ? readDigits(text, knobs.zoneOffsetMinutes) : readZoned(text);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

function readDigits(text: string, zoneOffsetMinutes: number): Instant | undefined {
  if (!digits.test(text)) return undefined;
  const clock = parseInstant(text.replace(digits, '$1-$2-$3T$4:$5:$6Z'));
  return clock && instantOfSecond(secondOf(clock) - zoneOffsetMinutes * 60);
}

function readZoned(text: string): Instant | undefined {
  return zoned.test(text) ? parseInstant(text.replace(zoned, '$1T$2$3:00')) : undefined;
}
