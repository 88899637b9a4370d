import { instantOfSecond, secondOf } from '../../feed/instant.ts';
import { comparePositions } from '../../feed/position.ts';
import { type BindplaneDateFormat, formatBindplaneDate } from './date-format.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { type DateSpelling, widestZoneSeconds } from './server-dates.ts';
import { type WindowAsker, isBadRequest } from './window-asker.ts';

/** Offsets in whole hours, which every format can write, as far from each other as zones are. */
const farEast = 14;
const farWest = -12;
const someOffset = 5;
const slackSeconds = 2;

/**
 * Whether the server takes dates of a format, and heeds the offsets written with them, shown by an
 * event that is known. The first answer is short even when the date is ignored, if hardly anything
 * is newer than the event. A server that reads the clocks of the second one without their offsets
 * finds its bounds reversed.
 */
export async function heedsOffsets(
  asker: WindowAsker,
  format: BindplaneDateFormat,
  event: BindplaneAuditEvent,
  spelling: DateSpelling,
): Promise<boolean> {
  const second = secondOf(event.at);
  const reach = spelling.isExact ? 2 * slackSeconds : widestZoneSeconds;
  const clock = Math.max(second - reach, 0);
  const date = (at: number, hoursEast: number) => formatBindplaneDate(at, format, hoursEast);
  try {
    const without = await asker.send(
      formatBindplaneDate(clock, spelling.format),
      date(second - slackSeconds, someOffset),
    );
    if (without.events.some(({ at }) => at >= instantOfSecond(second))) return false;
    const { events } = await asker.send(
      date(second - slackSeconds, farEast),
      date(second + slackSeconds, farWest),
    );
    const first = instantOfSecond(second - slackSeconds - 1);
    const end = instantOfSecond(second + slackSeconds + 2);
    return (
      events.some((seen) => comparePositions(seen, event) === 0) &&
      events.every(({ at }) => at >= first && at < end)
    );
  } catch (error) {
    if (isBadRequest(error)) return false;
    throw error;
  }
}
