import { instantOfSecond, secondOf } from '../../feed/instant.ts';
import type { Instant } from '../../feed/instant.ts';
import type { BindplaneAuditEvent } from './model.ts';
import type { Anchors, Window } from './window.ts';

/** The bounds that were sent, in seconds since 1970. */
export interface AskedBounds {
  /** Where they lie if the server's zone is what it is believed to be. */
  readonly min: number;
  readonly max: number;
  /** What they hold in any zone that the server may have. Its end may come before its start. */
  readonly sure: Window;
}

/** Zones differ by whole minutes. */
const minute = 60;

/** The seconds of the oldest and the newest of these events. */
export function secondsOf(
  events: readonly BindplaneAuditEvent[],
): { readonly oldest: number; readonly newest: number } | undefined {
  let [oldest, newest] = [events[0]?.at, events[0]?.at];
  for (const { at } of events) {
    if (at < oldest!) oldest = at;
    if (at > newest!) newest = at;
  }
  if (oldest === undefined || newest === undefined) return undefined;
  return { oldest: secondOf(oldest), newest: secondOf(newest) };
}

/**
 * The part of a window of which an answer surely shows everything, in whatever zone the server has
 * read its bounds: it begins no later than with the oldest event received and ends no earlier than
 * with the newest, since bounds that let those pass let pass all between them. As zones differ by
 * whole minutes, an event less than one inside of a bound shows that the bound is where it was meant
 * to be. It may be nothing, its end before its start.
 *
 * Where it ends within the window, it does so beside an event, so that the next window shows that.
 */
export function certainPart(
  window: Window,
  { min, max, sure }: AskedBounds,
  events: readonly BindplaneAuditEvent[],
): Window {
  let { from, to } = sure;
  const seconds = secondsOf(events);
  if (seconds) {
    const { oldest, newest } = seconds;
    // One second is left out beside a bound, which may be exclusive.
    const low = min + minute * Math.floor((oldest - min) / minute) + 1;
    from = Math.min(from, low <= window.from ? window.from : Math.max(low, oldest));
    const high = max - minute * Math.floor((max - newest) / minute);
    to = Math.max(to, high >= window.to ? window.to : newest);
  }
  return { from: window.from === 0 ? 0 : from, to };
}

/** Whether an answer shows an event within a minute of the bound of this side. */
export function showsAnchor(
  { min, max }: AskedBounds,
  events: readonly BindplaneAuditEvent[],
  isDown: boolean,
): boolean {
  const seconds = secondsOf(events);
  if (!seconds) return false;
  return isDown ? seconds.newest > max - minute : seconds.oldest < min + minute;
}

/** The events that the window below, and the one above, can reach to. */
export function anchorsOf({ from, to }: Window, events: readonly BindplaneAuditEvent[]): Anchors {
  // Padded by a second, the window below shows the second under this one, too.
  const [low, high] = [instantOfSecond(from - 1), instantOfSecond(to + 1)];
  let lowest: Instant | undefined;
  let highest: Instant | undefined;
  for (const { at } of events) {
    if (at >= low && (lowest === undefined || at < lowest)) lowest = at;
    if (at < high && (highest === undefined || at > highest)) highest = at;
  }
  return { from: lowest && secondOf(lowest), to: highest && secondOf(highest) };
}
