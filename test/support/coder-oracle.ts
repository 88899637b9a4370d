import type { Feed, Place, Reading } from '../../src/feed/feed.ts';
import { addDays, dayOf, type InstantRange } from '../../src/feed/instant.ts';
import { comparePositions, isAfter, type Position } from '../../src/feed/position.ts';
import { createCoderFeed } from '../../src/upstream/coder/feed.ts';
import type { CoderHint } from '../../src/upstream/coder/hint.ts';
import type { CoderAuditLog } from '../../src/upstream/coder/model.ts';
import { type CoderTable, createCoderTable, matchesTerm } from './coder-table.ts';
import {
  microsecond,
  randomRow,
  randomTrail,
  type TrailShape,
  trailShapes,
} from './coder-trails.ts';
import { Random } from '../../src/simulator/random.ts';
import { secondOf } from '../../src/feed/instant.ts';

type Direction = 'after' | 'before';
export type HintKind = 'right' | 'none' | 'stale' | 'absurd';
type ChangeKind = 'none' | 'arrive' | 'late' | 'remove' | 'all';

/** Then the table rests, or a walk towards the newest would never end. */
const maxChanges = 60;

export type CoderPlace = Place<CoderHint>;

/** Everything of one walk follows from its seed. */
export interface CoderWalk {
  readonly seed: number;
  readonly shape: TrailShape;
  readonly size: number;
  readonly direction: Direction;
  readonly hints: HintKind;
  readonly changes: ChangeKind;
  readonly countCap: number | null;
  readonly pageSize: number;
  readonly q: '' | 'action:create';
  readonly range: InstantRange;
  readonly table: CoderTable;
  readonly feed: Feed<CoderAuditLog, CoderPlace>;
  readonly random: Random;
}

export function createCoderWalk(seed: number, fixed: Partial<CoderWalk> = {}): CoderWalk {
  const random = new Random(seed);
  const shape = fixed.shape ?? random.pick(trailShapes);
  const size = fixed.size ?? random.below(random.pick([3, 40, 300, 900]));
  const direction = fixed.direction ?? random.pick(['after', 'before'] as const);
  const hints =
    fixed.hints ?? random.pick(['right', 'right', 'right', 'none', 'stale', 'absurd'] as const);
  const changes =
    fixed.changes ?? random.pick(['none', 'none', 'arrive', 'late', 'remove', 'all'] as const);
  // Thousands of silent years behind a cap of 15 are more than 40 calls can cross.
  const caps = shape === 'edges of time' ? ([2000, null] as const) : ([2000, 15, null] as const);
  const countCap = fixed.countCap !== undefined ? fixed.countCap : random.pick(caps);
  // To climb over a day's start, more rows must be countable than a page holds.
  const pageSize =
    fixed.pageSize ??
    Math.min(random.pick([1, 2, 7, 25, 100, 1 + random.below(100)]), (countCap ?? 2000) - 1);
  const rows = randomTrail(random, shape, size);
  const range = fixed.range ?? (random.share() < 0.4 ? randomRange(random, rows) : {});
  const q = fixed.q ?? random.pick(['', '', 'action:create'] as const);
  let changesLeft = maxChanges;
  const table = createCoderTable({
    rows,
    countCap,
    seed: random.below(2 ** 31),
    beforeCall: (changing) => {
      if (changes === 'none' || changesLeft === 0 || random.share() > 0.4) return;
      changesLeft -= 1;
      change(random, changing, changes);
    },
  });
  const feed = createCoderFeed(table, { q, range });
  return {
    seed,
    shape,
    size,
    direction,
    hints,
    changes,
    countCap,
    pageSize,
    q,
    range,
    table,
    feed,
    random,
  };
}

/** What the table holds of the feed, newest first. */
export function expectedRows({ table, q, range }: CoderWalk): CoderAuditLog[] {
  return table.rows.filter((row) => belongs(row, q, range)).toSorted(comparePositions);
}

function belongs(row: CoderAuditLog, q: string, { gte, lt }: InstantRange): boolean {
  return (
    (q === '' || matchesTerm(row, q)) &&
    (gte === undefined || row.at >= gte) &&
    (lt === undefined || row.at < lt)
  );
}

export interface WalkResult {
  readonly pages: number;
  readonly calls: number;
  readonly mostCalls: number;
  readonly lost: number;
  readonly repeated: number;
  /** What went wrong, in words; empty when nothing did. */
  readonly faults: readonly string[];
}

/** Reads the whole feed page by page and compares with what the table held throughout. */
export async function runCoderWalk(walk: CoderWalk): Promise<WalkResult> {
  const { feed, table, direction, pageSize, changes, random, q, range } = walk;
  const before = expectedRows(walk);
  const faults: string[] = [];
  const read: CoderAuditLog[] = [];
  let place: CoderPlace | undefined;
  let pages = 0;
  let calls = 0;
  let mostCalls = 0;
  for (;;) {
    const callsBefore = table.calls.length;
    const reading = await feed[direction](place, pageSize);
    pages += 1;
    calls += reading.calls;
    mostCalls = Math.max(mostCalls, reading.calls);
    if (table.calls.length - callsBefore !== reading.calls)
      faults.push('calls are not counted right');
    const nearestFirst = direction === 'after' ? reading.entries : reading.entries.toReversed();
    if (changes === 'none') faults.push(...comparePage(before, read.length, reading, walk));
    read.push(...nearestFirst);
    if (reading.entries.length > pageSize) faults.push('a page is too long');
    if (reading.hasMore && reading.entries.length < pageSize) faults.push('a page is short');
    if (!reading.hasMore) break;
    const last = nearestFirst.at(-1);
    if (!last || pages > 5000) {
      faults.push('the walk does not end');
      break;
    }
    place = feed.parsePlace({
      position: { at: last.at, id: last.id },
      hint: hintOf(walk.hints, random, reading.placeAt(last).hint),
    });
    if (pages % 7 === 0 && random.share() < 0.5) place = place && { position: place.position };
  }

  const isInOrder = (a: Position, b: Position) =>
    direction === 'after' ? isAfter(b, a) : isAfter(a, b);
  read.forEach((row, index) => {
    if (index > 0 && !isInOrder(read[index - 1]!, row)) faults.push(`out of order at ${index}`);
    if (!belongs(row, q, range)) faults.push(`outside the feed: ${row.at}`);
  });
  const ids = new Set(read.map(({ id }) => id));
  const now = new Set(table.rows.map(({ id }) => id));
  const lost = before.filter(({ id }) => now.has(id) && !ids.has(id)).length;
  const repeated = read.length - ids.size;
  if (lost > 0) faults.push(`${lost} lost`);
  if (repeated > 0) faults.push(`${repeated} repeated`);
  return { pages, calls, mostCalls, lost, repeated, faults };
}

function comparePage(
  rows: readonly CoderAuditLog[],
  done: number,
  { entries, hasMore }: Reading<CoderAuditLog, CoderPlace>,
  { direction, pageSize }: CoderWalk,
): string[] {
  const end = done + pageSize;
  const expected =
    direction === 'after'
      ? rows.slice(done, end)
      : rows.slice(Math.max(0, rows.length - end), rows.length - done);
  const faults = [];
  if (entries.map(({ id }) => id).join() !== expected.map(({ id }) => id).join()) {
    faults.push(`page at ${done} differs`);
  }
  if (hasMore !== end < rows.length) faults.push(`hasMore is wrong at ${done}`);
  return faults;
}

/** A hint as it might come back in a cursor. */
export function hintOf(kind: HintKind, random: Random, right: unknown): unknown {
  if (kind === 'none') return undefined;
  if (kind === 'absurd') return absurdHint(random);
  const hint: unknown = JSON.parse(JSON.stringify(right ?? null));
  if (kind === 'right' || !Array.isArray(hint)) return hint;
  const [index, ties, ...to] = hint as [number, number, string?];
  const shift = random.pick([1, 3, 60, 500]) * random.pick([-1, 1]);
  return [Math.max(0, index + shift), Math.max(0, ties + random.below(3) - 1), ...to];
}

function absurdHint(random: Random): unknown {
  const number = () => random.pick([0, 1, 7, 200, 5000, 2 ** 31 - 1, 2 ** 31, -1, 0.5, 'x', null]);
  const to = random.pick([null, '9999-12-31', '2026-11-21', '2026-02-31', '0001-01-01', 7]);
  return random.pick([[number(), number()], [number(), number(), to], 'hint', {}, [], null]);
}

/** Mostly ends on rows or next to them, to the microsecond; some on day bounds or in the hole. */
function randomRange(random: Random, rows: readonly CoderAuditLog[]): InstantRange {
  const end = () => {
    const row = rows.length > 0 ? random.pick(rows) : randomRow(random, microsecond(1.8e9, 0.5));
    const second = secondOf(row.at) + random.pick([0, 0, 0, 1, -1, 3600]);
    const fraction = Number(`0.${row.at.slice(20)}`) + random.pick([0, 0, 1e-6, 2e-6]);
    const at = microsecond(second, Math.min(fraction, 0.999_999));
    const next = addDays(dayOf(at), 1);
    return random.share() < 0.2 && next
      ? microsecond(secondOf(`${next}T00:00:00.000000000` as typeof at), 0)
      : at;
  };
  const [a, b] = [end(), end()].toSorted();
  return random.pick([{ gte: a! }, { lt: b! }, { gte: a!, lt: b! }, { gte: a!, lt: b! }]);
}

function change(random: Random, table: CoderTable, kind: ChangeKind): void {
  const what = kind === 'all' ? random.pick(['arrive', 'late', 'remove'] as const) : kind;
  const some = 1 + random.below(random.pick([1, 5, 30]));
  const rows = table.rows;
  const anchor = rows.length > 0 ? random.pick(rows).at : microsecond(1.8e9, 0.5);
  switch (what) {
    case 'none':
      return;
    case 'arrive': {
      const newest = secondOf(rows[0]?.at ?? anchor);
      const added = Array.from({ length: some }, () =>
        microsecond(newest + random.below(90), random.share()),
      );
      return table.insert(added.map((at) => randomRow(random, at)));
    }
    case 'late': {
      const at = () =>
        random.share() < 0.5
          ? anchor
          : microsecond(secondOf(anchor) + random.below(60), random.share());
      return table.insert(Array.from({ length: some }, () => randomRow(random, at())));
    }
    case 'remove':
      return table.remove(
        new Set(Array.from({ length: Math.min(some, 8, rows.length) }, () => random.pick(rows).id)),
      );
  }
}

/** A position on a row, beside one, or anywhere. */
export function randomPosition(random: Random, rows: readonly CoderAuditLog[]): Position {
  const row = rows.length > 0 ? random.pick(rows) : randomRow(random, microsecond(1.8e9, 0.5));
  return random.pick([
    { at: row.at, id: row.id },
    { at: row.at, id: row.id },
    { at: row.at, id: '' },
    { at: row.at, id: random.uuid() },
    { at: microsecond(secondOf(row.at) + random.below(86_400), random.share()), id: random.uuid() },
  ]);
}
