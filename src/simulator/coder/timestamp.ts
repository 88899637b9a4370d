const stored = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/;

/** A stored time with exactly six fraction digits, which sorts as text. */
export function sortableTime(time: string): string {
  const [, seconds, fraction = ''] = stored.exec(time) ?? [];
  if (seconds === undefined) throw new RangeError(`Not a stored time: ${time}`);
  return `${seconds}.${fraction.padEnd(6, '0')}Z`;
}

/** A stored time as Go prints it: trailing zeros trimmed, in the zone given (`Z` or `+09:00`). */
export function printTime(time: string, zone = 'Z'): string {
  const sortable = sortableTime(time);
  const fraction = sortable.slice(19, -1).replace(/\.?0+$/, '');
  if (zone === 'Z') return sortable.slice(0, 19) + fraction + zone;
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  const local = Date.parse(`${sortable.slice(0, 19)}Z`) + sign * minutes * 60_000;
  return new Date(local).toISOString().slice(0, 19) + fraction + zone;
}

/** The stored form of an instant in nanoseconds since 1970, rounded to microseconds. */
export function toStoredTime(nanoseconds: bigint): string {
  const micros = floorDivide(nanoseconds + 500n, 1000n);
  const seconds = floorDivide(micros, 1_000_000n);
  const fraction = String(micros - seconds * 1_000_000n).padStart(6, '0');
  return printTime(`${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${fraction}Z`);
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  return dividend / divisor - (dividend % divisor < 0n ? 1n : 0n);
}

export function systemTime(): string {
  const micros = Math.round((performance.timeOrigin + performance.now()) * 1000);
  return toStoredTime(BigInt(micros) * 1000n);
}
