import { instantOfSecond, parseInstant, secondOf } from '../../feed/instant.ts';
import type { Instant } from '../../feed/instant.ts';
import { secondOfClock } from './local-time.ts';
import type { BindplaneKnobs } from './state.ts';

type DateKnobs = Pick<BindplaneKnobs, 'dateFormats' | 'zone' | 'repeatedTime'>;

const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;
const zoned = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)([+-]\d\d)$/;

/** The instant that a date parameter means, undefined when the server does not take it. */
export function readDate(text: string, knobs: DateKnobs): Instant | undefined {
  for (const format of knobs.dateFormats) {
    const instant = readIn(format, text, knobs);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

function readIn(
  format: DateKnobs['dateFormats'][number],
  text: string,
  knobs: DateKnobs,
): Instant | undefined {
  if (format === 'digits') return readDigits(text, knobs);
  if (format === 'rfc3339') return parseInstant(text);
  return zoned.test(text) ? parseInstant(text.replace(zoned, '$1T$2$3:00')) : undefined;
}

function readDigits(text: string, knobs: DateKnobs): Instant | undefined {
  if (!digits.test(text)) return undefined;
  const clock = parseInstant(text.replace(digits, '$1-$2-$3T$4:$5:$6Z'));
  return clock && instantOfSecond(secondOfClock(secondOf(clock), knobs));
}
