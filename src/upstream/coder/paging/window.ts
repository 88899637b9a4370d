import {
  addDays,
  type Day,
  dayOf,
  type Instant,
  type InstantRange,
  instantOfSecond,
  secondOf,
  startOfDay,
} from '../../../feed/instant.ts';
import { below, isAfter, type Position } from '../../../feed/position.ts';

/** The list that Coder shows between two of its day bounds; undefined: no bound on that side. */
export interface Window {
  /** `date_from`: rows from the start of this day on. */
  readonly from: Day | undefined;
  /** `date_to`: rows up to 23:59:59.000000 of this day. The rest of that second is a hole. */
  readonly to: Day | undefined;
}

/** Coder reads this day as "no bound", and keeps no row there. */
export const voidDay = '0001-01-01' as Day;
/** No row is older. */
export const dawn = '0001-01-02T00:00:00.000000000' as Instant;
/** No row is newer. */
const dusk = '9999-12-31T23:59:59.999999999' as Instant;

/** The bound of an instant's own window: its day, or the next when it lies in the hole. */
export function boundOf(instant: Instant): Day | undefined {
  if (instant < dawn) return undefined;
  const day = dayOf(instant);
  return instant > lastInstantOf(day) ? addDays(day, 1) : day;
}

/** The newest instant inside a window bounded by `to`. */
export function lastInstantOf(to: Day): Instant {
  return `${to}T23:59:59.000000000` as Instant;
}

/** A nanosecond earlier; of the years that are in use, that is from 0001-01-02 on. */
export function justBefore(instant: Instant): Instant {
  const nanoseconds = Number(instant.slice(20));
  if (nanoseconds > 0) {
    return `${instant.slice(0, 20)}${String(nanoseconds - 1).padStart(9, '0')}` as Instant;
  }
  return `${instantOfSecond(secondOf(instant) - 1).slice(0, 20)}999999999` as Instant;
}

/** The newest instant whose rows all come after the position, or tie with it. */
export function instantBelow(position: Position): Instant {
  return position.id === '' ? justBefore(position.at) : position.at;
}

/** An estimate, in seconds: good for guesses, not for order. */
export function secondsBetween(later: Instant, earlier: Instant): number {
  const fraction = Number(later.slice(20)) - Number(earlier.slice(20));
  return secondOf(later) - secondOf(earlier) + fraction / 1e9;
}

export function daysBetween(later: Day, earlier: Day): number {
  return (secondOf(startOfDay(later)) - secondOf(startOfDay(earlier))) / 86_400;
}

/** The part of the order that a feed shows. */
export interface Extent {
  /** Everything shown comes after it. */
  readonly top: Position;
  /** Everything shown comes before it. */
  readonly bottom: Position;
  /** No upper end: it begins where the log does. */
  readonly isOpen: boolean;
  /** The window that holds all of it. */
  readonly window: Window;
}

/** Undefined when no row can be in the range. */
export function extentOf({ gte = dawn, lt = dusk }: InstantRange): Extent | undefined {
  const top = below(lt);
  const bottom = below(gte > dawn ? gte : dawn);
  if (!isAfter(bottom, top)) return undefined;
  const isOpen = lt === dusk;
  const window = {
    from: gte > dawn ? dayOf(gte) : undefined,
    to: isOpen ? undefined : boundOf(justBefore(lt)),
  };
  return { top, bottom, isOpen, window };
}

export function isInside({ top, bottom }: Extent, position: Position): boolean {
  return isAfter(position, top) && isAfter(bottom, position);
}
