import { secondOf } from '../../feed/instant.ts';
import { comparePositions } from '../../feed/position.ts';
import type { BindplaneAuditEvent } from './model.ts';
import type { Window } from './window.ts';

/** The events of one answer, and whether it surely has all of the window. */
export interface ZoneProbe {
  readonly events: readonly BindplaneAuditEvent[];
  readonly isProven: boolean;
}

const quarterHour = 900;
/** Zones in use lie between 12 hours west and 14 hours east of UTC, on quarters of an hour. */
const zones = { least: -48, most: 56 };
const maxProbes = 16;

/** No zone is further off than this. */
export const widestZoneSeconds = 15 * 3600;

/**
 * How many seconds the server's clock time is ahead of the one that its dates are sent in, found
 * by looking for an event that is known to exist: first where it is in UTC, then in half of the
 * zones that are left. Whatever else an answer holds narrows them, too. Undefined when the event
 * was not seen in any zone. `probe` sends a window padded by a second; undefined: stop.
 */
export async function findZoneOffset(
  event: BindplaneAuditEvent,
  probe: (window: Window) => Promise<ZoneProbe | undefined>,
): Promise<number | undefined> {
  const second = secondOf(event.at);
  let { least, most } = zones;
  let [low, high] = [0, 0];
  for (let probes = 0; probes < maxProbes && least <= most; probes += 1) {
    const window = { from: second + low * quarterHour, to: second + 1 + high * quarterHour };
    const answer = await probe(window);
    if (answer === undefined) return undefined;
    const { events, isProven } = answer;
    const isSeen = events.some((seen) => comparePositions(seen, event) === 0);
    if (isSeen && low === high) return low * quarterHour;
    for (const { at } of events) {
      // The padded window, moved by the zone, reaches to this event at least.
      least = Math.max(least, Math.ceil((window.from - 2 - secondOf(at)) / quarterHour));
      most = Math.min(most, Math.floor((window.to + 2 - secondOf(at)) / quarterHour));
    }
    if (isSeen) [least, most] = [Math.max(least, low), Math.min(most, high)];
    else if (isProven && low <= least) least = Math.max(least, high + 1);
    // What was asked in vain, with an answer that proves nothing, is asked for again in part.
    const isSettled = isSeen || isProven || (low === high && events.length > 0);
    const left = { low: Math.max(low, least), high: Math.min(high, most) };
    const isAsideFromThat = isSettled || left.low > left.high;
    [low, high] = isAsideFromThat ? lowerHalf(least, most) : lowerHalf(left.low, left.high);
  }
  return undefined;
}

function lowerHalf(low: number, high: number): [low: number, high: number] {
  return [low, low + Math.floor((high - low) / 2)];
}
