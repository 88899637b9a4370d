import type { BindplaneAuditEvent } from './model.ts';
import { isCutAnswer, isLate } from './window-asker.ts';
import type { WindowReader } from './window-reader.ts';
import { expectedTop } from './window.ts';
import type { CompleteWindow, Window } from './window.ts';

/** The seconds in which a feed looks, whatever it looks for. */
export interface Ground {
  /** Its lowest second. */
  readonly bottom: number;
  /** The second just above it. */
  readonly top: number;
  /** Below it silence is taken for the end, and proved to be in one answer. */
  readonly floor: number;
  readonly now: number;
}

export interface Walk {
  readonly direction: 'older' | 'newer';
  /** The second boundary to go on from; undefined: from the end of the ground. */
  readonly from: number | undefined;
  /** The second of the event that stands there. */
  readonly anchor: number | undefined;
  readonly spanSeconds: number;
  /** Going down, no window that begins above this second reaches below it. */
  readonly pageEnd?: number | undefined;
  /** How many events to find. */
  readonly need: number;
  readonly accepts: (event: BindplaneAuditEvent) => boolean;
  /** How long the last answer took. */
  readonly lastMs: () => number;
  /** Asked before each call. */
  readonly mayCall: (reached: number | undefined) => boolean;
}

export interface Walked {
  /** Nearest first. */
  readonly found: readonly BindplaneAuditEvent[];
  /** The second boundary up to which everything was read. */
  readonly reached: number;
  readonly hasEnded: boolean;
  readonly spanSeconds: number;
}

const minSpanSeconds = 60;
export const maxSpanSeconds = 400 * 86_400;
/** A padded window does not reach so far beyond its end. */
const padReach = 2;
/** Windows do not grow when an answer with so many events took so long: then events cost the server, not calls. */
const manyReceived = 100;
const enoughMs = 1500;
/** After an answer that was too large, which cost much, a sixteenth is asked for. */
const tooLargeWeight = 4;
/** One that was late cost half of the request's time: the next one must not be. */
const lateWeight = 8;

/** Reads window after window in one direction until enough is found, or the ground ends. */
export async function walk(reader: WindowReader, ground: Ground, route: Walk): Promise<Walked> {
  const isDown = route.direction === 'older';
  const [start, end] = isDown ? [ground.top, ground.bottom] : [ground.bottom, ground.top];
  const from = Math.min(Math.max(route.from ?? start, ground.bottom), ground.top);
  const found: BindplaneAuditEvent[] = [];
  let edge = from;
  let anchor = from === route.from ? route.anchor : undefined;
  let span = route.spanSeconds;
  let widest = maxSpanSeconds;
  let isSilent = !isDown && route.from === undefined && ground.bottom === 0;

  while (edge !== end && found.length < route.need) {
    const known = reader.knownAt(edge, route.direction);
    if (known === undefined) {
      if (await readOn().catch(stopIfLate)) continue;
      return { found, reached: edge, hasEnded: false, spanSeconds: span };
    }
    const gave = take(known);
    isSilent = known.events.length === 0;
    anchor = (isDown ? known.anchors.from : known.anchors.to) ?? anchor;
    edge = isDown ? Math.max(known.window.from, end) : Math.min(known.window.to, end);
    const growth = gave < route.need / 4 ? 4 : gave < route.need ? 2 : 1;
    const room = roomAfter(known.events.length, reader.enough, route.lastMs());
    span = Math.min(Math.max(Math.floor(span * Math.min(growth, room)), 1), widest);
  }
  return { found, reached: edge, hasEnded: edge === end, spanSeconds: span };

  /** What was read before a call that was late is not thrown away. */
  function stopIfLate(error: unknown): false {
    if (!isLate(error) || edge === from) throw error;
    span = Math.max(Math.floor(span / 2 ** lateWeight), 1);
    return false;
  }

  /** Reads the next window, made smaller until its answer is complete; false: no call was left. */
  async function readOn(): Promise<boolean> {
    let target = nextTarget();
    let isNowWrong = false;
    for (let failures = 0; ;) {
      if (!route.mayCall(edge === from ? undefined : edge)) return false;
      const window = isDown ? { from: target, to: edge } : { from: edge, to: target };
      const isLast = target === end;
      const answer = await reader.read(window, { isDown, anchor, isLast });
      if (answer.kind === 'COMPLETE') return true;
      const top = isNowWrong ? window.to : expectedTop(window, ground.now);
      if (answer.kind === 'UNPROVEN') {
        target = divide(window, answer.medianSecond ?? Math.floor((window.from + top) / 2));
      } else {
        if (top - window.from <= 1) {
          if (top === window.to) throw answer.error;
          // Too much for one second: it is above what the clock says.
          isNowWrong = true;
          continue;
        }
        const isCut = isCutAnswer(answer.error);
        failures += isCut ? 1 : isLate(answer.error) ? lateWeight : tooLargeWeight;
        const kept = Math.max(Math.floor((top - window.from) / 2 ** failures), 1);
        target = isDown ? top - kept : window.from + kept;
        if (!isCut) widest = kept;
      }
      span = Math.max(isDown ? top - target : target - window.from, 1);
    }
  }

  /** The near part does not reach the median second, which may be all of a burst. */
  function divide({ from: low, to: high }: Window, median: number): number {
    const second = isDown ? median + padReach : median - padReach;
    return Math.min(Math.max(second, low + 1), high - 1);
  }

  function nextTarget(): number {
    if (isDown) {
      if (edge <= ground.floor) return isSilent ? end : Math.max(edge - span, end);
      const near = route.from === undefined ? Math.min(edge, ground.now) : edge;
      const isAbovePageEnd = route.pageEnd !== undefined && edge > route.pageEnd;
      return Math.max(near - span, ground.floor, isAbovePageEnd ? route.pageEnd : 0);
    }
    if (edge < ground.floor && isSilent) return Math.min(ground.floor, end);
    if (edge > ground.now && isSilent) return end;
    const target = edge + span;
    return target >= ground.now && edge <= ground.now ? end : Math.min(target, end);
  }

  function take(known: CompleteWindow): number {
    const foundBefore = found.length;
    for (const event of isDown ? known.events : known.events.toReversed()) {
      if (route.accepts(event)) found.push(event);
    }
    return found.length - foundBefore;
  }
}

/** How many times as wide a window may be after one with so many events that took so long. */
function roomAfter(received: number, enough: number, tookMs: number): number {
  const room = enough / Math.max(received, 1);
  return received > manyReceived ? Math.min(room, Math.max(enoughMs / tookMs, 1)) : room;
}

export function clampSpan(seconds: number): number {
  return Math.floor(Math.min(Math.max(seconds, minSpanSeconds), maxSpanSeconds));
}
