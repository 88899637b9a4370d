import { compareEntries, type SourceName, type TrailEntry } from './trail-oracle.ts';

export type Direction = 'after' | 'before';

/** Where reading one source goes on: strictly beyond it. */
export interface Stand {
  /** Undefined: the end at which the direction begins. */
  readonly position: Spot | undefined;
  /** Only entries that stood since then are sure to be found beyond it. */
  readonly since: number;
  /** Without a position: the direction that begins at this end. */
  readonly end?: Direction;
}

/** An entry, or the gap just behind it (1: on the older side, -1: on the newer one). */
export interface Spot {
  readonly entry: TrailEntry;
  readonly gap: -1 | 0 | 1;
}

/** An entry and when it stood in the trail, in ticks of the trail's changes. */
export interface Life {
  readonly entry: TrailEntry;
  readonly born: number;
  readonly died: number;
}

export interface AskedPage {
  readonly direction: Direction;
  readonly limit: number;
  /** The sources that answered, and where each stood. */
  readonly stands: ReadonlyMap<SourceName, Stand>;
  /** Ticks when the page was asked for and when it had come. */
  readonly begun: number;
  readonly done: number;
  /** Whether a scan budget may end the page early. */
  readonly mayBeShort: boolean;
  /** Whether a source that did not answer holds the list open. */
  readonly isWaiting: boolean;
}

export interface AnsweredPage {
  /** Newest first, as sent. */
  readonly entries: readonly TrailEntry[];
  /** Of the entries. */
  readonly cursors: readonly string[];
  /** In the direction read, and on the side where the cursor is. */
  readonly hasMore: boolean;
  readonly cameFrom: boolean;
  /** The cursor at the far end. */
  readonly endCursor: string | null;
  readonly startCursor: string | null;
  readonly scannedThrough: string | null;
}

/**
 * Everything that one page promises, whatever changed meanwhile: in words what is wrong, empty when
 * it is the page of an ideal database. While nothing changes only that page passes.
 */
export function pageFaults(
  asked: AskedPage,
  answered: AnsweredPage,
  lives: readonly Life[],
): string[] {
  const { direction, limit, stands, begun, done } = asked;
  const faults: string[] = [];
  const sign = direction === 'after' ? 1 : -1;
  const nearestFirst = (a: TrailEntry, b: TrailEntry) => compareEntries(a, b) * sign;
  const isBeyond = (entry: TrailEntry) => {
    const stand = stands.get(entry.source);
    if (stand === undefined) return false;
    if (stand.position === undefined) return stand.end === direction;
    return compareToSpot(entry, stand.position) * sign > 0;
  };
  const shown = direction === 'after' ? answered.entries : answered.entries.toReversed();
  const keys = new Set(shown.map(keyOf));
  const last = shown.at(-1);
  const isFull = shown.length === limit;

  if (keys.size < shown.length) faults.push('an entry is repeated within the page');
  if (shown.length > limit) faults.push('the page is too long');
  for (const [index, entry] of shown.entries()) {
    if (index > 0 && nearestFirst(shown[index - 1]!, entry) >= 0)
      faults.push(`${keyOf(entry)} is out of order`);
    if (!isBeyond(entry)) faults.push(`${keyOf(entry)} is not beyond the cursor`);
  }
  const possible = new Set(
    lives.filter(({ born, died }) => born <= done && died > begun).map(({ entry }) => keyOf(entry)),
  );
  for (const key of keys) if (!possible.has(key)) faults.push(`${key} is not in the list`);

  const isCut = isFull || answered.hasMore;
  const steady = lives.filter(
    ({ entry, born, died }) =>
      died > done &&
      born <= (stands.get(entry.source)?.since ?? begun) &&
      born <= begun &&
      isBeyond(entry),
  );
  const isReached = (entry: TrailEntry) =>
    !isCut || (last !== undefined && nearestFirst(entry, last) <= 0);
  const scanned = answered.scannedThrough;
  for (const { entry, born } of steady) {
    if (keys.has(keyOf(entry))) continue;
    const told = `${keyOf(entry)}, there since ${born} of ${begun}–${done},`;
    if (isReached(entry)) faults.push(`${told} is lost`);
    else if (scanned !== null && !isFull && isScanned(entry, scanned, direction)) {
      faults.push(`${told} was said to be scanned`);
    } else if (!answered.hasMore) faults.push(`${told} is left, and the page says no more`);
  }
  const rest = lives.some(
    ({ entry, born, died }) =>
      born <= done && died > begun && isBeyond(entry) && !keys.has(keyOf(entry)),
  );
  if (asked.isWaiting && !answered.hasMore)
    faults.push('a failed source does not hold the list open');
  // A full page need not know what a spent budget did not let it see.
  const mayGuess = scanned !== null || (asked.mayBeShort && isFull);
  if (answered.hasMore && !asked.isWaiting && !mayGuess && !rest) {
    faults.push('nothing is left, and the page says more');
  }
  if (limit > 0) faults.push(...endFaults(asked, answered, shown.length));
  return faults;
}

function endFaults(asked: AskedPage, answered: AnsweredPage, size: number): string[] {
  const { limit, mayBeShort, isWaiting } = asked;
  const faults: string[] = [];
  const isShort = size < limit && answered.hasMore;
  if (isShort && !mayBeShort && !isWaiting) faults.push('the page is short');
  if (isShort && !isWaiting && answered.scannedThrough === null) {
    faults.push('the page is short without saying how far it was scanned');
  }
  if (!isShort && answered.scannedThrough !== null && size < limit) {
    faults.push('the page is whole and says how far it was scanned');
  }
  if (answered.hasMore && answered.endCursor === null) faults.push('there is no way to go on');
  if (size === 0 && !answered.hasMore && (answered.endCursor ?? answered.startCursor) !== null) {
    faults.push('an empty page at the end has a cursor');
  }
  return faults;
}

function isScanned(entry: TrailEntry, scannedThrough: string, direction: Direction): boolean {
  const [second, fraction = ''] = scannedThrough.slice(0, -1).split('.');
  const at = `${second}.${fraction.padEnd(9, '0')}`;
  return direction === 'after' ? entry.at > at : entry.at < at;
}

function keyOf({ source, id, at }: TrailEntry): string {
  return `${source} ${at} ${id}`;
}

/** Positive when the entry is older than the spot. */
function compareToSpot(entry: TrailEntry, spot: Spot): number {
  return compareEntries(entry, spot.entry) || -spot.gap;
}

/** Positive when `a` is older than `b`. */
export function compareSpots(a: Spot, b: Spot): number {
  return compareEntries(a.entry, b.entry) || a.gap - b.gap;
}
