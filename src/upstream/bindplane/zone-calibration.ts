import { secondOf } from '../../feed/instant.ts';
import { comparePositions } from '../../feed/position.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { widestZoneSeconds } from './server-dates.ts';
import type { Window } from './window.ts';

/** The answer to one window. */
interface ZoneAnswer {
  readonly events: readonly BindplaneAuditEvent[];
  /** Whether it surely has all of the window. */
  readonly isProven: boolean;
}

const quarterHour = 900;
const widest = widestZoneSeconds / quarterHour;
const maxProbes = 18;

/**
 * How many seconds the server's zone is east of `believed` at an event, found by looking for it: first
 * where it is if there is no difference, then in half of the zones that are left. Whatever else an
 * answer holds narrows them, too. Undefined when the event was seen in no zone: it may have vanished,
 * or no local time of the zone denotes it. `ask` sends a window padded by a second, in the believed
 * zone; no answer is an empty one that proves nothing.
 */
export async function findZoneShift(
  event: BindplaneAuditEvent,
  believed: number,
  ask: (window: Window) => Promise<ZoneAnswer>,
): Promise<number | undefined> {
  const second = secondOf(event.at);
  const offset = Math.round(believed / quarterHour);
  let [least, most] = [-widest - offset, widest - offset];
  let [low, high] = [0, 0];
  for (let probes = 0; probes < maxProbes && least <= most; probes += 1) {
    const window = { from: second + low * quarterHour, to: second + 1 + high * quarterHour };
    const answer = await ask(window);
    const isSeen = holds(answer, event);
    if (isSeen && low === high) {
      // Whoever sends more than these few seconds sends whatever is asked.
      return answer.events.every(({ at }) => Math.abs(secondOf(at) - second) <= 3)
        ? low * quarterHour
        : undefined;
    }
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
