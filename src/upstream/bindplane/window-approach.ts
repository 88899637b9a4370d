import { widestZoneSeconds } from './server-dates.ts';
import type { Pad, Pads } from './window-asker.ts';
import type { Window } from './window.ts';

/** How a walk comes to a window. */
export interface Approach {
  readonly isDown: boolean;
  /** The second of the last event before the window: an answer that shows it misses none since. */
  readonly anchor: number | undefined;
  /** Whether nothing is to be read beyond the window. */
  readonly isLast: boolean;
}

/** What is asked to read a window. */
export interface WindowPlan {
  /** The window, extended to the anchor. */
  readonly asked: Window;
  readonly pads: Pads;
}

/** Events are rare where so long a window is asked for: the widest pad brings few. */
const longSeconds = 4 * 86_400;

export function planOf(
  window: Window,
  { isDown, anchor, isLast }: Approach,
  now: number,
): WindowPlan {
  const open: Pad = window.to - window.from >= longSeconds ? 'ANY_ZONE' : 'HOUR';
  const far: Pad = isLast ? open : 'TIGHT';
  // Nothing is expected above now.
  const top: Pad | undefined = window.to > now ? 'ANY_ZONE' : undefined;
  if (anchor === undefined) {
    const pads = isDown ? { from: far, to: top ?? open } : { from: open, to: top ?? far };
    return { asked: window, pads };
  }
  const asked = isDown
    ? { from: window.from, to: Math.max(window.to, anchor + 1) }
    : { from: Math.min(window.from, anchor), to: window.to };
  const reach = asked.to - window.to + window.from - asked.from;
  const isNear = reach < widestZoneSeconds;
  // Silence of that length costs nothing.
  const near: Pad = isNear ? 'TIGHT' : 'ANY_ZONE';
  return {
    asked: isNear && reach > 0 ? asked : window,
    pads: isDown ? { from: far, to: near } : { from: near, to: top ?? far },
  };
}

/** How far to ask when the answer was certain of `part` only, which lacks the window's near edge. */
export function widerPads(pads: Pads, window: Window, certain: Window, isDown: boolean): Pads {
  const reachesTop = certain.to >= (isDown ? window.to : window.from + 1);
  const reachesBottom = certain.from <= (isDown ? window.to - 1 : window.from);
  return {
    from: reachesBottom ? pads.from : 'ANY_ZONE',
    to: reachesTop ? pads.to : 'ANY_ZONE',
  };
}

/** The part of a window that is certain, if it begins at the edge that the walk comes from. */
export function nearPart(window: Window, certain: Window, isDown: boolean): Window | undefined {
  const part = {
    from: Math.max(certain.from, window.from),
    to: Math.min(certain.to, window.to),
  };
  const isNear = isDown ? part.to === window.to : part.from === window.from;
  return isNear && part.from < part.to ? part : undefined;
}
