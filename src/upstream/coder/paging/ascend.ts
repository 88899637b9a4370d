import { addDays, type Day, dayOf, startOfDay } from '../../../feed/instant.ts';
import { find, type Focus } from './find.ts';
import { boundaryIn, type Slice, sizeOf } from './slice.ts';
import type { Trail } from './trail.ts';
import { boundOf, daysBetween, type Extent, instantBelow, justBefore, voidDay } from './window.ts';

/** Rows in the hole between days are in later windows, but in no count from a day on. */
const holeSpread = 4;

/** A bound, and how many rows of its window the server counted. */
interface Counted {
  readonly to: Day;
  readonly rows: number;
}

/** Undefined when there are more rows than the server counts. */
type CountUpTo = (to: Day | undefined) => Promise<number | undefined>;

/**
 * The place of the focus in a later window: one that has over `limit` more rows, but not too many
 * to count them. That is the next day, or all that follows, or as many days as it takes.
 */
export async function ascend(
  trail: Trail,
  { window: { to: top } }: Extent,
  focus: Focus,
  { to, index }: { readonly to: Day; readonly index: number },
  limit: number,
): Promise<Focus> {
  const next = addDays(to, 1);
  let newest: Day | undefined;
  const countTo: CountUpTo = async (last) => {
    const slice = await trail.slice({ to: last, guard: next, offset: 0, limit: 1 });
    newest = slice.rows[0] && boundOf(slice.rows[0].at);
    return countOf(trail, slice);
  };
  const inWindow = (bound: Day | undefined, rows: number): Focus => ({
    ...focus,
    belief: { to: bound, index: index + rows, spread: holeSpread },
  });

  if (next === undefined) return inWindow(undefined, 0);
  const first = await countTo(next);
  if (first !== undefined && isEnough(trail, first, limit)) return inWindow(next, first);
  const all = await countTo(top);
  if (all !== undefined) return inWindow(top, all);
  let low = { to: first === undefined ? to : next, rows: first ?? 0 };
  let high = first === undefined ? next : undefined;
  while (high === undefined) {
    const day = addDays(to, daysBetween(low.to, to) * strideTo(trail.countCap / 2, low.rows));
    // The rows counted above are gone again.
    if (day === undefined) return inWindow(top, low.rows);
    const rows = await countTo(day);
    if (rows === undefined) high = newest !== undefined && newest < day ? newest : day;
    else if (isEnough(trail, rows, limit)) return inWindow(day, rows);
    else low = { to: day, rows };
  }
  const found = await divide(trail, low, high, countTo, limit);
  return inWindow(found.to, found.rows);
}

/** The end of the feed, in a window that has over `limit` rows, but not too many to count them. */
export async function placeOfOldest(
  trail: Trail,
  { bottom, window: { to: top } }: Extent,
  limit: number,
): Promise<Focus> {
  const atEnd = (bound: Day | undefined, rows: number): Focus => ({
    t: instantBelow(bottom),
    home: top,
    belief: { to: bound, index: rows, spread: holeSpread },
    ties: 1,
  });
  const whole = await trail.slice({ to: top, offset: 0, limit: 1 });
  const all = countOf(trail, whole);
  if (all !== undefined) return atEnd(top, all);

  // Beyond the cap a row shows how far down to go on; otherwise the window can be counted.
  let deeper: Day | undefined;
  const countTo: CountUpTo = async (to) => {
    const beyond = await trail.slice({ to, offset: trail.countCap, limit: 1 });
    deeper = beyond.rows[0] && dayOf(beyond.rows[0].at);
    if (deeper !== undefined) return undefined;
    return sizeOf(beyond) ?? countOf(trail, await trail.slice({ to, offset: 0, limit: 1 }));
  };

  // Rows in the hole of the last day there is have no bound.
  const newest = whole.rows[0]!.at;
  let high = boundOf(newest) ?? dayOf(newest);
  for (let step = 1; ; step *= 16) {
    const back = addDays(high, -step) ?? voidDay;
    const day: Day = deeper !== undefined && deeper < back ? deeper : back;
    const rows = day === voidDay ? 0 : await countTo(day);
    if (rows === undefined) {
      high = day;
    } else if (isEnough(trail, rows, limit)) {
      return atEnd(day, rows);
    } else {
      const found = await divide(trail, { to: day, rows }, high, countTo, limit);
      return atEnd(found.to, found.rows);
    }
  }
}

/** Between a window of too few rows and one of too many: halves, down to a single day. */
async function divide(
  trail: Trail,
  tooFew: Counted,
  tooMany: Day,
  countTo: CountUpTo,
  limit: number,
): Promise<Counted> {
  let low = tooFew;
  let high = tooMany;
  for (;;) {
    const to = addDays(low.to, Math.floor(daysBetween(high, low.to) / 2))!;
    if (to === low.to) return { to: high, rows: low.rows + (await sizeOfDay(trail, high)) };
    const rows = await countTo(to);
    if (rows === undefined) high = to;
    else if (isEnough(trail, rows, limit)) return { to, rows };
    else low = { to, rows };
  }
}

/** However many rows a day has: its end is found by offsets. */
async function sizeOfDay(trail: Trail, day: Day): Promise<number> {
  const end = justBefore(startOfDay(day));
  const slice = await find(trail, { t: end, home: day, ties: 1 }, { above: 0, below: 1 });
  return boundaryIn(slice, end);
}

/** How many times as far to go for so many rows, at the rate at which they came. */
function strideTo(wanted: number, rows: number): number {
  return rows === 0 ? 16 : Math.min(Math.max(Math.floor(wanted / rows), 4), 1024);
}

function isEnough(trail: Trail, rows: number, limit: number): boolean {
  return rows > Math.min(limit, trail.countCap - 1);
}

function countOf(trail: Trail, slice: Slice): number | undefined {
  const size = sizeOf(slice);
  return size !== undefined && size <= trail.countCap ? size : undefined;
}
