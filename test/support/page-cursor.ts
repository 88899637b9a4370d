import {
  type AnsweredPage,
  type AskedPage,
  compareSpots,
  type Direction,
  type Spot,
  type Stand,
} from './page-law.ts';
import type { SourceName } from './trail-oracle.ts';

/** A cursor, and where each source stands by it. */
export interface Cursor {
  readonly text: string;
  readonly stands: ReadonlyMap<SourceName, Stand>;
  /** Whether nobody knows exactly where: a scan stopped there. */
  readonly isStop: boolean;
}

/** Who turns back at an end starts where the other source stands, and finds nothing without one. */
export function standsAt(
  direction: Direction,
  from: Cursor | undefined,
  sources: readonly SourceName[],
): ReadonlyMap<SourceName, Stand> {
  const end: Stand = { position: undefined, since: Infinity, end: direction };
  if (from === undefined) return new Map(sources.map((source) => [source, end]));
  const read = [...from.stands.values()]
    .filter(({ position }) => position !== undefined)
    .toSorted((a, b) => compareSpots(a.position!, b.position!));
  const other = direction === 'after' ? read[0] : read.at(-1);
  return new Map(
    sources.map((source) => {
      const stand = from.stands.get(source) ?? end;
      const isTurned = stand.position === undefined && stand.end !== direction;
      return [source, isTurned && other ? other : stand];
    }),
  );
}

/** The cursors of a page's edges, in their order. `all`: where every source stood before it. */
export function cursorsOfEdges(
  asked: AskedPage,
  answered: AnsweredPage,
  all: ReadonlyMap<SourceName, Stand>,
): Cursor[] {
  return answered.entries.map((entry, index) => ({
    text: answered.cursors[index]!,
    stands: moved(asked, all, ({ position }) => ({
      position: furthest(asked.direction, position, { entry, gap: 0 }),
      since: Infinity,
    })),
    isStop: false,
  }));
}

/** The cursor where a scan, or a page that waits for a source, stopped. */
export function cursorOfStop(
  asked: AskedPage,
  answered: AnsweredPage,
  all: ReadonlyMap<SourceName, Stand>,
): Cursor {
  const { direction, begun } = asked;
  const gap = direction === 'after' ? 1 : -1;
  const entry = direction === 'after' ? answered.entries.at(-1) : answered.entries[0];
  const stopped = (stand: Stand): Stand => ({
    ...stand,
    position: entry
      ? furthest(direction, stand.position, { entry, gap })
      : stand.position?.gap === 0
        ? { entry: stand.position.entry, gap }
        : stand.position,
    since: Math.min(begun, stand.since),
  });
  const isScan = answered.scannedThrough !== null;
  return {
    text: answered.endCursor!,
    stands: isScan ? moved(asked, all, stopped) : all,
    isStop: true,
  };
}

/** Sources that answered move, the others keep their place. */
function moved(
  { stands }: AskedPage,
  all: ReadonlyMap<SourceName, Stand>,
  move: (stand: Stand) => Stand,
): ReadonlyMap<SourceName, Stand> {
  return new Map(
    [...all].map(([source, stand]) => [source, stands.has(source) ? move(stand) : stand]),
  );
}

function furthest(direction: Direction, a: Spot | undefined, b: Spot): Spot {
  if (a === undefined) return b;
  return compareSpots(a, b) * (direction === 'after' ? 1 : -1) > 0 ? a : b;
}

/** The same place with a hint that is missing, stale, absurd or no hint at all. */
export function withHint(cursor: Cursor, hint: unknown): Cursor {
  const content: unknown = JSON.parse(Buffer.from(cursor.text, 'base64url').toString());
  const [digest, place] = content as [string, unknown];
  const text = Buffer.from(JSON.stringify([digest, rehinted(place, hint)])).toString('base64url');
  return { ...cursor, text };
}

/** `[instant, id, hint]`, or a list of such places and of marks for an end. */
function rehinted(place: unknown, hint: unknown): unknown {
  if (!Array.isArray(place)) return place;
  if (typeof place[0] !== 'string') return place.map((one) => rehinted(one, hint));
  return hint === undefined ? place.slice(0, 2) : [place[0], place[1], hint];
}
