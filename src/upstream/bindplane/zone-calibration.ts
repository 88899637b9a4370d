import { secondOf } from '../../feed/instant.ts';
import { comparePositions } from '../../feed/position.ts';
import type { BindplaneAuditEvent } from './model.ts';
import type { BindplaneServer } from './server.ts';
import type { Window } from './window.ts';

/** The answer to one window. */
interface ZoneAnswer {
  readonly events: readonly BindplaneAuditEvent[];
  /** Whether it surely has all of the window. */
  readonly isProven: boolean;
}

const quarterHour = 900;
/** Zones in use lie between 12 hours west and 14 hours east of UTC, on quarters of an hour. */
const zones = { least: -48, most: 56 };
const maxProbes = 16;

/** No zone is further off than this. */
export const widestZoneSeconds = 15 * 3600;

/** Whether it is still to be found out in which zone the server reads its dates. */
export function isZoneOpen(server: BindplaneServer): boolean {
  return server.dateFormat === 'DIGITS' && !server.zoneKnown;
}

/**
 * Finds out the zone by events that are known to exist, and notes it at the server. It may stay
 * open: an event may vanish meanwhile, which is why a second one is tried. `ask` sends a window
 * padded by a second; no answer is an empty one that proves nothing.
 */
export async function calibrateZone(
  server: BindplaneServer,
  events: readonly BindplaneAuditEvent[],
  ask: (window: Window) => Promise<ZoneAnswer>,
): Promise<void> {
  for (const event of [events[events.length >> 1], events[0]]) {
    if (event === undefined || !isZoneOpen(server)) return;
    const before = server.zoneOffsetSeconds;
    const shift = await findZoneOffset(server, event, ask);
    if (shift === undefined || !isZoneOpen(server)) continue;
    server.zoneOffsetSeconds = before + shift;
    server.zoneKnown = true;
  }
}

/**
 * How many seconds the server's zone is east of the one that its dates are sent in, found by looking
 * for an event: first where it is if there is no difference, then in half of the zones that are left.
 * Whatever else an answer holds narrows them, too. Undefined when the event was seen in no zone, or
 * when another request was faster.
 */
async function findZoneOffset(
  server: BindplaneServer,
  event: BindplaneAuditEvent,
  ask: (window: Window) => Promise<ZoneAnswer>,
): Promise<number | undefined> {
  const second = secondOf(event.at);
  let { least, most } = zones;
  let [low, high] = [0, 0];
  for (let probes = 0; probes < maxProbes && least <= most; probes += 1) {
    const window = { from: second + low * quarterHour, to: second + 1 + high * quarterHour };
    const answer = await ask(window);
    if (!isZoneOpen(server)) return undefined;
    const isSeen = holds(answer, event);
    if (isSeen && low === high) return low * quarterHour;
    for (const { at } of answer.events) {
      // The padded window, moved by the zone, reaches to this event at least.
      least = Math.max(least, Math.ceil((window.from - 2 - secondOf(at)) / quarterHour));
      most = Math.min(most, Math.floor((window.to + 2 - secondOf(at)) / quarterHour));
    }
    if (isSeen) [least, most] = [Math.max(least, low), Math.min(most, high)];
    else if (answer.isProven && low <= least) least = Math.max(least, high + 1);
    // What was asked in vain, with an answer that proves nothing, is asked for again in part.
    const isSettled = isSeen || answer.isProven || (low === high && answer.events.length > 0);
    const left = { low: Math.max(low, least), high: Math.min(high, most) };
    [low, high] =
      isSettled || left.low > left.high ? lowerHalf(least, most) : lowerHalf(left.low, left.high);
  }
  return undefined;
}

function holds({ events }: ZoneAnswer, event: BindplaneAuditEvent): boolean {
  return events.some((seen) => comparePositions(seen, event) === 0);
}

function lowerHalf(low: number, high: number): [low: number, high: number] {
  return [low, low + Math.floor((high - low) / 2)];
}
