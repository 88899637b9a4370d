import { instantOfSecond, secondOf } from '../../feed/instant.ts';
import { comparePositions, isAfter } from '../../feed/position.ts';
import type { BindplaneAuditEvent } from './model.ts';

/** Whole seconds since 1970 in UTC, half open: `from` ≤ second < `to`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** A window of which every event is known, newest first. */
export interface CompleteWindow {
  readonly kind: 'COMPLETE';
  readonly window: Window;
  readonly events: readonly BindplaneAuditEvent[];
}

/**
 * How far ahead of the server's clock events are looked for: clocks of nodes differ, and a wrong
 * one is no reason to hide an event. Looking costs nothing where nothing is.
 */
export const horizonSeconds = 10 * 366 * 86_400;

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
): CompleteWindow {
  return { kind: 'COMPLETE', window, events: eventsWithin(events, window) };
}

/** The second in which the middle one of these events happened. */
export function medianSecond(events: readonly BindplaneAuditEvent[]): number | undefined {
  const middle = events.toSorted(comparePositions)[events.length >> 1];
  return middle && secondOf(middle.at);
}
