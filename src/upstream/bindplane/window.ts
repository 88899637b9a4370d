import { instantOfSecond, secondOf } from '../../feed/instant.ts';
import { comparePositions, isAfter } from '../../feed/position.ts';
import type { BindplaneAuditEvent } from './model.ts';

/** Whole seconds since 1970 in UTC, half open: `from` ≤ second < `to`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The seconds of the events nearest to the edges of a window, which the next one can show again. */
export interface Anchors {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** A window of which every event is known, newest first. */
export interface CompleteWindow {
  readonly kind: 'COMPLETE';
  readonly window: Window;
  readonly events: readonly BindplaneAuditEvent[];
  readonly anchors: Anchors;
}

/**
 * No event is later: a server that counts nanoseconds in 64 bits, as Go does, ends in 2262. Looking
 * so far ahead costs nothing where nothing is, and no clock that is wrong can hide an event.
 */
export const horizonSecond = Date.UTC(2262, 0, 1) / 1000;

/** Nothing is expected above now: a window is no wider for reaching further. */
export function expectedTop({ from, to }: Window, now: number): number {
  return from < now ? Math.min(to, now) : to;
}

/** The events that lie in a window, once each, newest first. */
function eventsWithin(
  events: readonly BindplaneAuditEvent[],
  { from, to }: Window,
): readonly BindplaneAuditEvent[] {
  const [first, end] = [instantOfSecond(from), instantOfSecond(to)];
  const within = events.filter(({ at }) => at >= first && at < end);
  const isInOrder = within.every(
    (event, index) => index === 0 || isAfter(event, within[index - 1]!),
  );
  if (isInOrder) return within;
  return within
    .toSorted(comparePositions)
    .filter((event, index, all) => index === 0 || isAfter(event, all[index - 1]!));
}

export function completeWindow(
  window: Window,
  events: readonly BindplaneAuditEvent[],
  anchors: Anchors,
): CompleteWindow {
  return { kind: 'COMPLETE', window, events: eventsWithin(events, window), anchors };
}

/** The second in which the middle one of the events in a window happened. */
export function medianSecond(
  events: readonly BindplaneAuditEvent[],
  window: Window,
): number | undefined {
  const within = eventsWithin(events, window);
  const middle = within[within.length >> 1];
  return middle && secondOf(middle.at);
}

/** The one of these events that is nearest to a second. */
export function nearestTo(
  second: number,
  events: readonly BindplaneAuditEvent[],
): BindplaneAuditEvent | undefined {
  const edge = instantOfSecond(second);
  let [above, below]: [BindplaneAuditEvent?, BindplaneAuditEvent?] = [];
  for (const event of events) {
    if (event.at >= edge) {
      if (!above || event.at < above.at) above = event;
    } else if (!below || event.at > below.at) below = event;
  }
  if (!above || !below) return above ?? below;
  return secondOf(above.at) - second < second - secondOf(below.at) ? above : below;
}
