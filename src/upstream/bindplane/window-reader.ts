import { Budget } from '../../feed/budget.ts';
import type { FeedWarning } from '../../feed/feed.ts';
import { instantOfSecond } from '../../feed/instant.ts';
import { UpstreamBadResponseError, UpstreamTimeoutError } from '../upstream-error.ts';
import type { BindplaneAuditQuery, BindplaneClient } from './client.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { completeWindow, expectedTop, horizonSeconds, medianSecond } from './window.ts';
import type { CompleteWindow, Window } from './window.ts';
import { calibrateZone, isZoneOpen, widestZoneSeconds } from './zone-calibration.ts';

export type BindplaneWindows = Pick<BindplaneClient, 'auditEvents' | 'server'>;

/** Reads windows of one query during one request, and remembers what is complete. */
export interface WindowReader {
  /** Upstream calls so far. */
  readonly calls: number;
  readonly warnings: readonly FeedWarning[];
  /** Windows do not grow when so many events came back, whether wanted or not. */
  readonly enough: number;
  /** What is complete already at an edge: just below it going down, just above it going up. */
  knownAt(edge: number, direction: 'older' | 'newer'): CompleteWindow | undefined;
  read(window: Window): Promise<WindowAnswer>;
}

type WindowAnswer =
  | CompleteWindow
  /** As long as the longest answer ever: a cap may have kept events back. Ask for a part. */
  | { readonly kind: 'UNPROVEN'; readonly medianSecond: number | undefined }
  /** Cut, late or too large. Ask for a part. */
  | { readonly kind: 'FAILED'; readonly error: Error };

/** Answers shorter than this are below any plausible cap. */
const alwaysProven = 50;
/** Makes inclusive or exclusive bounds and dates compared in whole seconds all the same. */
const padSeconds = 1;
const enoughEvents = 4000;
/** What is larger is read in turns with other work, which takes longer. */
const enoughBytes = 2_000_000;
const secondsPerDay = 86_400;
/** A window of one second cannot be made smaller when its answer breaks off, but asked for again. */
const triesOfSmallest = 3;
/** A much smaller window that is late as well is not late for its size. */
const maxTimeoutsInARow = 2;

export function createWindowReader(
  client: BindplaneWindows,
  filter: Pick<BindplaneAuditQuery, 'user' | 'configuration'>,
  now: number,
  budget = new Budget(),
): WindowReader {
  const { server } = client;
  const known: CompleteWindow[] = [];
  const warnings: FeedWarning[] = [];
  let timeoutsInARow = 0;
  let isZoneTried = false;
  let areDatesHonoured = false;

  const reader = {
    calls: 0,
    warnings,
    get enough() {
      return Math.min(enoughEvents, enoughBytes / server.bytesPerEvent);
    },
    knownAt(edge: number, direction: 'older' | 'newer') {
      for (const whole of known) {
        const { window, events } = whole;
        if (window.from > edge || window.to < edge) continue;
        const [from, to] = direction === 'older' ? [window.from, edge] : [edge, window.to];
        if (from === window.from && to === window.to) return whole;
        if (from < to) return completeWindow({ from, to }, events);
      }
      return undefined;
    },
    async read(window: Window): Promise<WindowAnswer> {
      const isSmallest = expectedTop(window, now) - window.from <= 1;
      for (let triesLeft = isSmallest ? triesOfSmallest : 1; ;) {
        triesLeft -= 1;
        const answer = await orFailure(() => readOnce(window, isSmallest && triesLeft === 0));
        if (answer.kind !== 'FAILED' || triesLeft === 0 || !isCutAnswer(answer.error))
          return answer;
      }
    },
  };
  return reader;

  async function readOnce(window: Window, mayAssumeUtc: boolean): Promise<WindowAnswer> {
    if (isZoneOpen(server)) {
      const answer = await readInAnyZone(window, mayAssumeUtc);
      if (answer !== undefined) return answer;
    }
    const answer = await ask(window, padSeconds);
    if (answer.outside > (answer.isProven ? answer.events.length / 2 : 0)) {
      const trail = await readIgnoringDates(answer.isOlder);
      if (trail !== undefined) return trail;
      if (isZoneOpen(server)) return readOnce(window, mayAssumeUtc);
    }
    return conclude(window, answer);
  }

  /**
   * While the zone is unknown a window is padded so far that its answer is right in any zone. The
   * first event seen tells the zone. Undefined when the window must be asked for as it is: the zone
   * is known now, or has to be assumed.
   */
  async function readInAnyZone(
    window: Window,
    mayAssumeUtc: boolean,
  ): Promise<WindowAnswer | undefined> {
    const wide = await orFailure(() => ask(window, widestZoneSeconds));
    // The padding is not why a wide window is late: a smaller one costs less than this one again.
    if (wide.kind === 'FAILED' && isLate(wide.error) && window.to - window.from > 1) return wide;
    const answer = wide.kind === 'ANSWER' ? wide : await ask(window, padSeconds);
    if (answer.outside > answer.events.length / 2) {
      const trail = await readIgnoringDates(answer.isOlder);
      if (trail !== undefined) return trail;
    }
    const { events } = answer;
    await calibrate(events);
    if (wide.kind === 'ANSWER' && wide.isProven) return conclude(window, wide);
    if (!isZoneOpen(server)) return undefined;
    if (wide.kind === 'FAILED' && events.length === 0 && !mayAssumeUtc) return wide;
    warn(
      'TIME_ZONE_ASSUMED',
      'The time zone of the Bindplane server could not be determined; its dates were taken as UTC.',
    );
    return undefined;
  }

  async function calibrate(events: readonly BindplaneAuditEvent[]): Promise<void> {
    if (isZoneTried || events.length === 0) return;
    isZoneTried = true;
    await calibrateZone(server, events, async (window) => {
      const answer = await orFailure(() => ask(window, padSeconds, {}));
      return answer.kind === 'ANSWER' ? answer : { events: [], isProven: false };
    });
  }

  /**
   * Many events outside of a window mean that its dates were ignored, or the zone has changed. A
   * day in which nothing can be tells: when anything comes back for it, it is the whole trail.
   */
  async function readIgnoringDates(isOlder: boolean): Promise<CompleteWindow | undefined> {
    if (areDatesHonoured) return undefined;
    const from = isOlder ? now + horizonSeconds : 0;
    const { events } = await ask({ from, to: from + secondsPerDay }, padSeconds);
    if (events.length === 0) {
      areDatesHonoured = true;
      server.zoneKnown = false;
      isZoneTried = false;
      return undefined;
    }
    warn(
      'FILTER_IGNORED_BY_UPSTREAM',
      'Bindplane ignored the dates it was asked for. The gateway applied them to the whole trail ' +
        'that it sent, and cannot tell whether that was complete.',
    );
    return complete({ from: 0, to: Infinity }, events);
  }

  function conclude(window: Window, answer: Answer): WindowAnswer {
    const { isProven, events } = answer;
    if (!isProven) {
      if (window.to - window.from > 1) {
        return { kind: 'UNPROVEN', medianSecond: medianSecond(events) };
      }
      warn(
        'POSSIBLY_TRUNCATED',
        'Bindplane answered as many events for one second as it ever has; there may be more.',
      );
    }
    return complete(window, events);
  }

  function complete(window: Window, events: readonly BindplaneAuditEvent[]): CompleteWindow {
    const answer = completeWindow(window, events);
    known.push(answer);
    return answer;
  }

  async function ask(window: Window, pad: number, only = filter): Promise<Answer> {
    const [minSecond, maxSecond] = [Math.max(window.from - pad, 0), window.to + pad];
    reader.calls += 1;
    const page = await budget
      .timed(() => client.auditEvents({ ...only, minSecond, maxSecond }))
      .catch(noteTimeout);
    timeoutsInARow = 0;
    if (page.skipped > 0) {
      warn('ENTRIES_SKIPPED', 'Events of Bindplane without a readable timestamp were left out.');
    }
    const isProven = page.received < alwaysProven || page.received < server.longestAnswer;
    server.longestAnswer = Math.max(server.longestAnswer, page.received);
    const [first, end] = [instantOfSecond(minSecond - pad), instantOfSecond(maxSecond + pad + 1)];
    let [older, newer] = [0, 0];
    for (const { at } of page.events) {
      if (at < first) older += 1;
      else if (at >= end) newer += 1;
    }
    return {
      kind: 'ANSWER',
      events: page.events,
      isProven,
      outside: older + newer,
      isOlder: older > newer,
    };
  }

  function noteTimeout(error: unknown): never {
    timeoutsInARow = error instanceof UpstreamTimeoutError ? timeoutsInARow + 1 : 0;
    throw error;
  }

  /** What a smaller window may cure is a value, and not thrown. */
  async function orFailure<T>(
    attempt: () => Promise<T>,
  ): Promise<T | { readonly kind: 'FAILED'; readonly error: Error }> {
    try {
      return await attempt();
    } catch (error) {
      const isCurable =
        (error instanceof UpstreamTimeoutError && timeoutsInARow < maxTimeoutsInARow) ||
        (error instanceof UpstreamBadResponseError && error.bodyDefect !== undefined);
      if (!isCurable) throw error;
      return { kind: 'FAILED', error };
    }
  }

  function warn(code: FeedWarning['code'], message: string): void {
    if (warnings.some((given) => given.code === code)) return;
    warnings.push({ code, source: 'BINDPLANE', message });
  }
}

interface Answer {
  readonly kind: 'ANSWER';
  readonly events: readonly BindplaneAuditEvent[];
  /** Whether it is surely not cut short by a cap. */
  readonly isProven: boolean;
  /** How many events lie outside of what was asked for, whatever its bounds mean. */
  readonly outside: number;
  /** Whether most of them are older. */
  readonly isOlder: boolean;
}

/** Whether no answer came in time. */
export function isLate(error: unknown): boolean {
  return error instanceof UpstreamTimeoutError;
}

/** Whether an answer broke off, which it may not do again. */
export function isCutAnswer(error: Error): boolean {
  return error instanceof UpstreamBadResponseError && error.bodyDefect === 'CUT';
}
