import { timelinePlaceCodec, createTimeline } from '../../src/feed/merge-sources.ts';
import type { Entry } from './entry-trails.ts';
import { createMemoryFeed, type Direction, type MemoryFeed } from './memory-feed.ts';

export type FailureKind = 'passing' | 'permanent' | 'absent';

export class SourceFailure extends Error {
  override name = 'SourceFailure' as const;
  readonly kind: FailureKind;

  constructor(source: string, kind: FailureKind) {
    super(`${source}: ${kind}`);
    this.kind = kind;
  }
}

export interface TimelineTrailOptions {
  /** Which sources fail, and how; asked at each call. */
  readonly failureOf?: (source: string) => FailureKind | undefined;
  readonly scanLimitOf?: (source: string) => number;
  readonly beforeCall?: () => void;
}

/** A timeline over the entries of several systems, as one request opens it. */
export function openTimeline(
  sources: readonly string[],
  trail: readonly Entry[],
  { failureOf, scanLimitOf, beforeCall }: TimelineTrailOptions = {},
) {
  const feeds = new Map<string, MemoryFeed<Entry>>(
    sources.map((source) => [
      source,
      createMemoryFeed<Entry>(() => trail.filter((entry) => entry.source === source), {
        matches: ({ isWanted }) => isWanted || scanLimitOf === undefined,
        scanLimit: scanLimitOf?.(source),
        beforeCall: () => {
          beforeCall?.();
          const kind = failureOf?.(source);
          if (kind) throw new SourceFailure(source, kind);
        },
      }),
    ]),
  );
  const feed = createTimeline<Entry, string>({
    sources: sources.map((name) => ({ name, open: async () => feeds.get(name)! })),
    sourceOf: ({ source }) => source,
    isFailure: (error) => error instanceof SourceFailure,
    isPassing: (error) => isKind(error, 'passing'),
    isAbsence: (error) => isKind(error, 'absent'),
  });
  return { feed, codec: timelinePlaceCodec(sources.length), feeds };
}

function isKind(error: unknown, kind: FailureKind): boolean {
  return error instanceof SourceFailure && error.kind === kind;
}

/** Nearest first: by instant, then by source, then by id; backwards the other way round. */
export function inTimelineOrder(
  sources: readonly string[],
  entries: readonly Entry[],
  direction: Direction,
): Entry[] {
  const text = (entry: Entry) =>
    `${entry.at} ${sources.length - sources.indexOf(entry.source)} ${entry.id}`;
  const oldestFirst = entries.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
  return direction === 'after' ? oldestFirst.toReversed() : oldestFirst;
}
