import type { BindplaneKnobs } from './state.ts';

const secondsPerDay = 86_400;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The second since 1970 that a clock of the zone shows as `clock`, given as if it were UTC. */
export function secondOfClock(
  clock: number,
  { zone, repeatedTime }: Pick<BindplaneKnobs, 'zone' | 'repeatedTime'>,
): number {
  if (typeof zone === 'number') return clock - zone * 60;
  // Changes of a zone are more than two days apart: these are the offsets before and after one.
  const around = [clock - secondsPerDay, clock + secondsPerDay].map((at) => offsetAt(at, zone));
  const seconds = (repeatedTime === 'first' ? around : around.toReversed()).map(
    (offset) => clock - offset,
  );
  // A time that the zone skips is taken as if it had not been changed yet.
  return seconds.find((second) => second + offsetAt(second, zone) === clock) ?? clock - around[0]!;
}

/** How many seconds east of UTC the zone was at a second since 1970. */
function offsetAt(second: number, zone: string): number {
  const at = Math.max(second, -62_000_000_000);
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
  const clock = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return clock / 1000 - at;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
