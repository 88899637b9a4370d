import type { FeedWarning } from '../../feed/feed.ts';
import { secondOf } from '../../feed/instant.ts';
import { UpstreamBadResponseError, UpstreamTimeoutError } from '../upstream-error.ts';
import type { BindplaneAuditQuery, BindplaneClient } from './client.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { eventsWithin, horizonSeconds, medianSecond } from './window.ts';
import type { CompleteWindow, Window } from './window.ts';
import { findZoneOffset, widestZoneSeconds } from './zone-calibration.ts';

export type BindplaneWindows = Pick<BindplaneClient, 'auditEvents' | 'server'>;

/** Reads windows of one query during one request, and remembers what is complete. */
export interface WindowReader {
  /** Upstream calls so far. */
  readonly calls: number;
  readonly warnings: readonly FeedWarning[];
  /** What is complete already at an edge: just below it going down, just above it going up. */
  knownAt(edge: number, direction: 'older' | 'newer'): CompleteWindow | undefined;
  read(window: Window): Promise<WindowAnswer>;
}

export type WindowAnswer =
  | CompleteWindow
  /** As long as the longest answer ever: a cap may have kept events back. Ask for a part. */
  | { readonly kind: 'UNPROVEN'; readonly medianSecond: number }
  /** Cut, late or too large. Ask for a part. */
  | { readonly kind: 'FAILED'; readonly error: Error };

/** Answers shorter than this are below any plausible cap. */
const alwaysProven = 50;
/** Makes inclusive or exclusive bounds and dates compared in whole seconds all the same. */
const padSeconds = 1;
const secondsPerDay = 86_400;

export function createWindowReader(
  client: BindplaneWindows,
  filter: Pick<BindplaneAuditQuery, 'user' | 'configuration'>,
): WindowReader {
  const { server } = client;
  const last = Math.floor(server.now()) + horizonSeconds;
  const known: CompleteWindow[] = [];
  const warnings = new Map<FeedWarning['code'], FeedWarning>();
  let calls = 0;
  let isZoneAssumed = false;
  let areDatesHonoured = false;

  return {
    get calls() {
      return calls;
    },
    get warnings() {
      return [...warnings.values()];
    },
    knownAt: (edge, direction) =>
      known.find(({ window: { from, to } }) =>
        direction === 'older' ? from < edge && edge <= to : from <= edge && edge < to,
      ),
    async read(window) {
      const answer = await orFailure(() => readOnce(window));
      if (answer.kind !== 'FAILED' || window.to - window.from > 1) return answer;
      return orFailure(() => readOnce(window));
    },
  };

  async function readOnce(window: Window): Promise<WindowAnswer> {
    if (isZoneOpen()) {
      const answer = await readInAnyZone(window);
      if (answer !== undefined) return answer;
    }
    const answer = await ask(window, padSeconds);
    if (answer.outside > (answer.isProven ? answer.events.length / 2 : 0)) {
      const trail = await readIgnoringDates(answer.isOlder);
      if (trail !== undefined) return trail;
      if (isZoneOpen()) return readOnce(window);
    }
    return conclude(window, answer);
  }

  /**
   * While the zone is unknown a window is padded so far that its answer is right in any zone. The
   * first event seen tells the zone. Undefined when it is settled and the window must be asked for.
   */
  async function readInAnyZone(window: Window): Promise<WindowAnswer | undefined> {
    const wide = await orFailure(() => ask(window, widestZoneSeconds));
    const answer = wide.kind === 'ANSWER' ? wide : await ask(window, padSeconds);
    if (answer.outside > answer.events.length / 2) {
      const trail = await readIgnoringDates(answer.isOlder);
      if (trail !== undefined) return trail;
    }
    const event = answer.events[answer.events.length >> 1];
    if (event !== undefined) {
      await calibrate(event);
      return wide.kind === 'ANSWER' && wide.isProven ? conclude(window, wide) : undefined;
    }
    if (wide.kind === 'ANSWER') return conclude(window, wide);
    if (window.to - window.from > 1) return wide;
    assumeUtc();
    return undefined;
  }

  function isZoneOpen(): boolean {
    return server.dateFormat === 'DIGITS' && !server.zoneKnown && !isZoneAssumed;
  }

  async function calibrate(event: BindplaneAuditEvent): Promise<void> {
    const before = server.zoneOffsetSeconds;
    const shift = await findZoneOffset(event, async (window) => {
      const answer = await orFailure(() => ask(window, padSeconds, {}));
      // Another request may have been faster.
      return isZoneOpen() && answer.kind === 'ANSWER' ? answer : undefined;
    });
    if (!isZoneOpen()) return;
    if (shift === undefined) return assumeUtc();
    server.zoneOffsetSeconds = before + shift;
    server.zoneKnown = true;
  }

  function assumeUtc(): void {
    isZoneAssumed = true;
    warn(
      'TIME_ZONE_ASSUMED',
      'The time zone of the Bindplane server could not be determined; its dates were taken as UTC.',
    );
  }

  /**
   * Many events outside of a window mean that its dates were ignored, or the zone has changed. A
   * day in which nothing can be tells: when anything comes back for it, it is the whole trail.
   */
  async function readIgnoringDates(isOlder: boolean): Promise<CompleteWindow | undefined> {
    if (areDatesHonoured) return undefined;
    const from = isOlder ? last : 0;
    const { events } = await ask({ from, to: from + secondsPerDay }, padSeconds);
    if (events.length === 0) {
      areDatesHonoured = true;
      server.zoneKnown = false;
      return undefined;
    }
    warn(
      'FILTER_IGNORED_BY_UPSTREAM',
      'Bindplane ignored the dates it was asked for. The gateway applied them to the whole trail ' +
        'that it sent, and cannot tell whether that was complete.',
    );
    return complete({ from: 0, to: last }, events);
  }

  function conclude(window: Window, answer: Answer): WindowAnswer {
    const { isProven, events } = answer;
    if (!isProven) {
      if (window.to - window.from > 1) {
        const median = medianSecond(eventsWithin(events, window), window);
        return { kind: 'UNPROVEN', medianSecond: median };
      }
      warn(
        'POSSIBLY_TRUNCATED',
        'Bindplane answered as many events for one second as it ever has; there may be more.',
      );
    }
    return complete(window, events);
  }

  function complete(window: Window, events: readonly BindplaneAuditEvent[]): CompleteWindow {
    const answer = { kind: 'COMPLETE', window, events: eventsWithin(events, window) } as const;
    known.push(answer);
    return answer;
  }

  async function ask(window: Window, pad: number, only = filter): Promise<Answer> {
    const [minSecond, maxSecond] = [Math.max(window.from - pad, 0), window.to + pad];
    calls += 1;
    const page = await client.auditEvents({ ...only, minSecond, maxSecond });
    if (page.skipped > 0) {
      warn('ENTRIES_SKIPPED', 'Events of Bindplane without a readable timestamp were left out.');
    }
    const isProven = page.received < alwaysProven || page.received < server.longestAnswer;
    server.longestAnswer = Math.max(server.longestAnswer, page.received);
    const older = page.events.filter(({ at }) => secondOf(at) < minSecond - pad).length;
    const newer = page.events.filter(({ at }) => secondOf(at) > maxSecond + pad).length;
    return {
      kind: 'ANSWER',
      events: page.events,
      isProven,
      outside: older + newer,
      isOlder: older > newer,
    };
  }

  function warn(code: FeedWarning['code'], message: string): void {
    warnings.set(code, { code, source: 'BINDPLANE', message });
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

/** What a smaller window may cure is a value, and not thrown. */
async function orFailure<T>(
  attempt: () => Promise<T>,
): Promise<T | { readonly kind: 'FAILED'; readonly error: Error }> {
  try {
    return await attempt();
  } catch (error) {
    const isCurable =
      error instanceof UpstreamTimeoutError ||
      (error instanceof UpstreamBadResponseError && (error.status ?? 200) === 200);
    if (!isCurable) throw error;
    return { kind: 'FAILED', error };
  }
}
