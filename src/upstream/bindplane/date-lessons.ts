import type { Budget } from '../../feed/budget.ts';
import { instantOfSecond, secondOf } from '../../feed/instant.ts';
import { UpstreamError } from '../door/upstream-error.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { heedsOffsets } from './offset-proof.ts';
import { formatBindplaneDate } from './date-format.ts';
import { type DateSpelling, widestZoneSeconds } from './server-dates.ts';
import type { BindplaneServer } from './server.ts';
import type { WindowAsker, WindowPage } from './window-asker.ts';
import { horizonSecond } from './window.ts';
import { findZoneShift } from './zone-calibration.ts';

/**
 * What was learnt from an answer: nothing; that the dates were not what they were believed to be, so
 * that it is to be asked again; or that all dates are ignored, with the whole trail.
 */
export type DateLesson =
  'NOTHING' | 'CORRECTED' | { readonly trail: readonly BindplaneAuditEvent[] };

/** Learns how the server reads dates, during one request. */
export interface DateLessons {
  /** Doubts an answer that holds an event outside of what was asked for. */
  review(answer: WindowPage): Promise<DateLesson>;
  /** Doubts offsets that let an event vanish which was there before. */
  reviewMissing(answer: WindowPage): Promise<DateLesson>;
  /** Proves formats with an offset, if that is due, by an event that hardly any is newer than. */
  proveBy(event: BindplaneAuditEvent): Promise<void>;
  /** Whether the zone is known where an event is; measures it if that is long ago. */
  isMeasuredBy(event: BindplaneAuditEvent): Promise<boolean>;
  /** Measures the zone where an event is. */
  measureBy(event: BindplaneAuditEvent): Promise<boolean>;
}

const secondsPerDay = 86_400;
/** Bounds compared in whole seconds let pass a little more. */
const slackSeconds = 2;
/** No two zones are further from each other. */
const farSeconds = 2 * widestZoneSeconds + 3600;
const maxMeasures = 3;

export function createDateLessons(
  server: BindplaneServer,
  asker: WindowAsker,
  budget: Budget,
): DateLessons {
  const { dates } = server;
  let areDatesHonoured = false;
  let measuresLeft = maxMeasures;

  return {
    async review(answer) {
      const outside = outsideOf(answer);
      if (!outside) return 'NOTHING';
      const { spelling } = answer;
      if (spelling.isExact || outside.isFar) {
        const trail = await readIgnoringDates(outside.isOlder);
        if (trail) return { trail };
      }
      if (spelling.isExact) {
        dates.doubt(spelling);
        return 'CORRECTED';
      }
      if (await measure(outside.event)) return 'CORRECTED';
      const trail = outside.isFar ? undefined : await readIgnoringDates(outside.isOlder);
      return trail ? { trail } : 'NOTHING';
    },

    async reviewMissing({ spelling, events: [event] }) {
      if (!spelling.isExact) return 'NOTHING';
      if (event && (await learn(() => heedsOffsets(asker, spelling.format, event, spelling)))) {
        return 'NOTHING';
      }
      dates.doubt(spelling);
      return 'CORRECTED';
    },

    async proveBy(event) {
      await learn(async () => {
        const { spelling } = dates;
        for (const format of dates.takeProvable()) {
          if (await heedsOffsets(asker, format, event, spelling)) {
            dates.prove(format);
            return true;
          }
        }
        return false;
      });
      if (!dates.spelling.isExact && !dates.zone.isMeasuredAt(secondOf(event.at))) {
        await measure(event);
      }
    },

    async isMeasuredBy(event) {
      return dates.zone.isMeasuredAt(secondOf(event.at)) || (await measure(event));
    },

    measureBy: measure,
  };

  async function measure(event: BindplaneAuditEvent): Promise<boolean> {
    if (measuresLeft === 0) return false;
    measuresLeft -= 1;
    const second = secondOf(event.at);
    const believed = dates.zone.offsetAt(second);
    const { format }: DateSpelling = dates.spelling;
    return learn(async () => {
      const shift = await findZoneShift(event, believed, ({ from, to }) =>
        asker.send(
          formatBindplaneDate(Math.max(from - 1 + believed, 0), format),
          formatBindplaneDate(to + 1 + believed, format),
        ),
      );
      if (shift === undefined) return false;
      dates.zone.note(second, believed + shift);
      return true;
    });
  }

  /** One request learns at a time; what it cannot find out fails no page. */
  async function learn(attempt: () => Promise<boolean>): Promise<boolean> {
    if (dates.isBeingLearnt || !budget.hasTime()) return false;
    dates.isBeingLearnt = true;
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      dates.proveSoon();
      return false;
    } finally {
      dates.isBeingLearnt = false;
    }
  }

  /** A day in which nothing can be: when anything comes back for it, it is the whole trail. */
  async function readIgnoringDates(
    isOlder: boolean,
  ): Promise<readonly BindplaneAuditEvent[] | undefined> {
    if (areDatesHonoured) return undefined;
    const from = isOlder ? horizonSecond : 0;
    const { format } = dates.spelling;
    const { events } = await asker.send(
      formatBindplaneDate(from, format),
      formatBindplaneDate(from + secondsPerDay, format),
    );
    areDatesHonoured = events.length === 0;
    if (areDatesHonoured) return undefined;
    asker.warn(
      'FILTER_IGNORED_BY_UPSTREAM',
      'Bindplane ignored the dates it was asked for. The gateway applied them to the whole trail ' +
        'that it sent, and cannot tell whether that was complete.',
    );
    return events;
  }
}

/** The event that lies furthest outside of what was asked for, whatever its bounds mean. */
function outsideOf({ asked: { min, max }, events }: WindowPage) {
  const [first, end] = [instantOfSecond(min - slackSeconds), instantOfSecond(max + slackSeconds)];
  let event: BindplaneAuditEvent | undefined;
  let most = 0;
  for (const candidate of events) {
    if (candidate.at >= first && candidate.at < end) continue;
    const second = secondOf(candidate.at);
    const distance = Math.max(min - second, second - max);
    if (distance > most) [event, most] = [candidate, distance];
  }
  return event && { event, isFar: most > farSeconds, isOlder: secondOf(event.at) < min };
}
