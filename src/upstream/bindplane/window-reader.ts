import { Budget } from '../../feed/budget.ts';
import type { FeedWarning } from '../../feed/feed.ts';
import { anchorsOf, certainPart, showsAnchor } from './certain-window.ts';
import { createDateLessons } from './date-lessons.ts';
import type { DateLesson } from './date-lessons.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { nearPart, planOf, widerPads } from './window-approach.ts';
import type { Approach, WindowPlan } from './window-approach.ts';
import { createWindowAsker, isCutAnswer, triesOfCut } from './window-asker.ts';
import type {
  BindplaneWindows,
  FailedAnswer,
  Pads,
  WindowFilter,
  WindowPage,
} from './window-asker.ts';
import { completeWindow, expectedTop, horizonSecond, medianSecond, nearestTo } from './window.ts';
import type { CompleteWindow, Window } from './window.ts';

/** Reads windows of one query during one request, and remembers what is complete. */
export interface WindowReader {
  /** Upstream calls so far. */
  readonly calls: number;
  readonly warnings: readonly FeedWarning[];
  /** Windows do not grow when so many events came back, whether wanted or not. */
  readonly enough: number;
  /** What is complete already at an edge: just below it going down, just above it going up. */
  knownAt(edge: number, direction: 'older' | 'newer'): CompleteWindow | undefined;
  /** What is complete may end within the window, on the side that the approach leads to. */
  read(window: Window, approach: Approach): Promise<WindowAnswer>;
}

type WindowAnswer =
  | CompleteWindow
  /** As long as the longest answer ever: a cap may have kept events back. Ask for a part. */
  | { readonly kind: 'UNPROVEN'; readonly medianSecond: number | undefined }
  /** Cut, late or too large. Ask for a part. */
  | FailedAnswer;

const enoughEvents = 4000;
/** What is larger is read in turns with other work, which takes longer. */
const enoughBytes = 2_000_000;
const maxStretches = 4;
const stretchGrowth = 8;
const noAnchors = { from: undefined, to: undefined };
const tight: Pads = { from: 'TIGHT', to: 'TIGHT' };

export function createWindowReader(
  client: BindplaneWindows,
  filter: WindowFilter,
  now: number,
  budget = new Budget(),
): WindowReader {
  const { server } = client;
  const asker = createWindowAsker(client, filter, budget);
  const lessons = createDateLessons(server, asker, budget);
  const known: CompleteWindow[] = [];
  const isWholeTrail = filter.user === undefined && filter.configuration === undefined;
  /** Whether the zone is relied on, since too much is around to see what is there in any zone. */
  let isZoneTrusted = false;
  /** From there on is nothing. */
  let silentFrom = horizonSecond;
  /** An event that was found around an edge beside which none was known. */
  let landmark: number | undefined;

  return {
    get calls() {
      return asker.calls;
    },
    warnings: asker.warnings,
    get enough() {
      return Math.min(enoughEvents, enoughBytes / server.bytesPerEvent);
    },
    knownAt(edge, direction) {
      for (const whole of known) {
        const { window, events, anchors } = whole;
        if (window.from > edge || window.to < edge) continue;
        const [from, to] = direction === 'older' ? [window.from, edge] : [edge, window.to];
        if (from === window.from && to === window.to) return whole;
        if (from < to) return completeWindow({ from, to }, events, anchors);
      }
      return undefined;
    },
    read,
  };

  async function askAgainWhenCut(
    window: Window,
    pads: Pads,
    tries: number,
  ): Promise<WindowPage | FailedAnswer> {
    for (let triesLeft = tries; ; triesLeft -= 1) {
      const answer = await asker.ask(window, pads);
      if (answer.kind === 'ANSWER' || triesLeft <= 1 || !isCutAnswer(answer.error)) return answer;
    }
  }

  /** Asks for a window, and for more around it until the answer itself shows that it is complete. */
  async function read(window: Window, approach: Approach): Promise<WindowAnswer> {
    const { isDown } = approach;
    const isSmallest = expectedTop(window, now) - window.from <= 1;
    let { asked, pads } = plan(window, approach);
    let seen: WindowPage | undefined;
    let isCorrected = false;
    for (;;) {
      const tries = seen || isSmallest ? triesOfCut : 1;
      const answer = await askAgainWhenCut(asked, pads, tries);
      if (answer.kind === 'FAILED') {
        if (!seen || isZoneTrusted) return answer;
        await trustZone(window, isDown, seen);
        [asked, pads] = [window, tight];
        continue;
      }
      const lesson = await lessonOf(answer, approach);
      if (typeof lesson === 'object') return complete({ from: 0, to: Infinity }, lesson.trail);
      const isUndone = lesson === 'CORRECTED' && answer.spelling.isExact;
      if (!isUndone && !(await isWhole(asked, answer, pads, seen !== undefined))) {
        if (asked !== window && isHardToPart(window, answer)) {
          // Without the anchor, which is part of a burst.
          [asked, pads] = [window, tight];
          continue;
        }
        if (!seen || isZoneTrusted) return unproven(window, answer);
        const isFound = approach.anchor === undefined && findLandmark(window, isDown, answer);
        if (!isFound) await trustZone(window, isDown, answer);
        ({ asked, pads } = plan(window, approach));
        continue;
      }
      const certain = isZoneTrusted ? window : certainPart(window, answer.asked, answer.events);
      const part = isUndone ? undefined : nearPart(window, certain, isDown);
      if (part) {
        await learnFrom(window, approach, answer, seen !== undefined && !isCorrected);
        return complete(part, answer.events);
      }
      if (lesson === 'NOTHING' || isCorrected) {
        const wider = widerPads(pads, window, certain, isDown);
        const isWidest = wider.from === pads.from && wider.to === pads.to;
        if (isWidest && !isUndone) await trustZone(window, isDown, answer);
        pads = wider;
      }
      isCorrected ||= lesson === 'CORRECTED';
      seen = answer;
    }
  }

  function plan(window: Window, approach: Approach): WindowPlan {
    if (isZoneTrusted) return { asked: window, pads: tight };
    const { asked, pads } = planOf(
      window,
      { ...approach, anchor: anchorOf(window, approach) },
      now,
    );
    return { asked: server.dates.spelling.isExact ? window : asked, pads };
  }

  function anchorOf(
    { from, to }: Window,
    { isDown, anchor }: Pick<Approach, 'isDown' | 'anchor'>,
  ): number | undefined {
    if (anchor !== undefined || landmark === undefined) return anchor;
    return (isDown ? landmark >= to : landmark < from) ? landmark : undefined;
  }

  /** An event that is nearer to the near edge than the last one that was found in that way. */
  function findLandmark({ from, to }: Window, isDown: boolean, { events }: WindowPage): boolean {
    const anchors = anchorsOf(isDown ? { from: to + 1, to } : { from, to: from - 1 }, events);
    const next = isDown ? anchors.from : anchors.to;
    const last = anchorOf({ from, to }, { isDown, anchor: undefined });
    const isNearer =
      next !== undefined && (last === undefined || (isDown ? next < last : next > last));
    if (isNearer) landmark = next;
    return isNearer;
  }

  async function lessonOf(answer: WindowPage, { isDown, anchor }: Approach): Promise<DateLesson> {
    const lesson = await lessons.review(answer);
    const { min, max } = answer.asked;
    const isMissing =
      answer.spelling.isExact &&
      anchor !== undefined &&
      anchor >= min &&
      anchor < max &&
      !showsAnchor(answer.asked, answer.events, isDown);
    return lesson === 'NOTHING' && isMissing ? lessons.reviewMissing(answer) : lesson;
  }

  /** Finds out more about the server's dates by what an answer showed. */
  async function learnFrom(
    window: Window,
    { isDown, anchor }: Approach,
    { events, spelling }: WindowPage,
    wasWidened: boolean,
  ): Promise<void> {
    if (!spelling.isExact && wasWidened && anchor !== undefined) {
      const event = nearestTo(isDown ? window.to : window.from, events);
      if (event) await lessons.measureBy(event);
    }
    if (window.to >= silentFrom && isWholeTrail) {
      const newest = nearestTo(window.to, events);
      if (newest) await lessons.proveBy(newest);
    }
  }

  /**
   * Whether an answer has all that was asked for: it is shorter than another one was. When it is the
   * longest ever, one that reaches further may be longer still, which ends the doubt about this one
   * and about all of its length. Where it is not, it is to be read in parts: a cap may be at work.
   */
  async function isWhole(
    asked: Window,
    { isProven, received }: WindowPage,
    pads: Pads,
    wasWidened: boolean,
  ): Promise<boolean> {
    if (isProven) return true;
    const isWide = wasWidened && (pads.from === 'ANY_ZONE' || pads.to === 'ANY_ZONE');
    if (asked.to - asked.from <= 1 && !isWide) {
      asker.warn(
        'POSSIBLY_TRUNCATED',
        'Bindplane answered as many events for one second as it ever has; there may be more.',
      );
      return true;
    }
    return isOutgrown(asked, pads, received);
  }

  /** Whether an answer to a longer window has more. It reaches further each time that it has not. */
  async function isOutgrown(asked: Window, pads: Pads, received: number): Promise<boolean> {
    const { length, reachSeconds, tries } = server.stuck;
    const isStuck = length === received;
    if (isStuck && tries >= maxStretches) return false;
    const half = Math.ceil((expectedTop(asked, now) - asked.from) / 2);
    const more = isStuck ? Math.max(half, reachSeconds * stretchGrowth) : half;
    const longer = {
      from: Math.max(asked.from - more, 0),
      to: Math.min(asked.to + more, horizonSecond),
    };
    const answer = await asker.ask(longer, pads);
    if (answer.kind === 'ANSWER' && answer.received > received) return true;
    server.stuck = { length: received, reachSeconds: more, tries: isStuck ? tries + 1 : 1 };
    return false;
  }

  /** For the rest of the request, since what is around cannot be read. */
  async function trustZone(window: Window, isDown: boolean, { events }: WindowPage): Promise<void> {
    isZoneTrusted = true;
    const event = nearestTo(isDown ? window.to : window.from, events);
    if (event && (await lessons.isMeasuredBy(event))) return;
    asker.warn(
      'TIME_ZONE_ASSUMED',
      'The time zone of the Bindplane server could not be determined; its dates were taken as UTC.',
    );
  }

  function complete(window: Window, events: readonly BindplaneAuditEvent[]): CompleteWindow {
    const answer = completeWindow(window, events, anchorsOf(window, events));
    known.push(answer);
    if (answer.events.length === 0 && window.to >= silentFrom) silentFrom = window.from;
    return answer;
  }
}

/** Whether parts of a window would be as long, as its events lie beside it or in one second. */
function isHardToPart(window: Window, { events }: WindowPage): boolean {
  return (
    window.to - window.from <= 1 || completeWindow(window, events, noAnchors).events.length === 0
  );
}

function unproven(window: Window, answer: WindowPage | FailedAnswer): WindowAnswer {
  return answer.kind === 'FAILED'
    ? answer
    : { kind: 'UNPROVEN', medianSecond: medianSecond(answer.events, window) };
}
