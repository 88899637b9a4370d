import { day, hour, type Micros, startOfDay, weekday } from './micros.ts';

/** 15:00 UTC of a Wednesday between 5 and 11 days before the end. */
export function dayOfIncident(now: Micros): Micros {
  const latest = startOfDay(now - 5 * day);
  return latest - ((weekday(latest) + 4) % 7) * day + 15 * hour;
}
