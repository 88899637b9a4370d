import type { CursorBinding, PlaceCodec } from './cursor.ts';
import { decodeCursor, encodeCursor, notACursor } from './cursor.ts';
import { InvalidArgumentError } from './feed-error.ts';
import type { FeedWarning } from './feed.ts';
import type { Instant } from './instant.ts';
import type { Position } from './position.ts';

/** Relay's four arguments as they came; null is "not given". */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Which page is asked for: so many entries older (`after`) or newer (`before`) than a place. */
export interface PageRequest {
  readonly direction: 'after' | 'before';
  readonly limit: number;
  /** The cursor's packed place. Undefined: from the newest on (`after`), or the oldest (`before`). */
  readonly from: unknown;
}

export interface Page<E, R = unknown> {
  /** Newest first, in both directions. */
  readonly edges: readonly Edge<E>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  readonly scannedThrough: Instant | null;
  readonly warnings: readonly FeedWarning[];
  readonly reading: R;
}

/** What a page needs of a feed. */
export interface Readable<E, P, R extends ReadablePart<E, P>> {
  after(from: P | undefined, limit: number): Promise<R>;
  before(from: P | undefined, limit: number): Promise<R>;
}

export interface ReadablePart<E, P> {
  readonly entries: readonly E[];
  readonly hasMore: boolean;
  readonly placeAt: (entry: E) => P;
  readonly stoppedAt?: P | undefined;
  readonly scannedThrough?: Instant | undefined;
  readonly warnings: readonly FeedWarning[];
}

interface Edge<E> {
  readonly cursor: string;
  readonly node: E;
}

export const defaultPageSize = 25;
export const maxPageSize = 100;

/** Checks Relay's arguments. Throws InvalidArgumentError that names the argument and its range. */
export function parsePageRequest(args: PageArguments, binding: CursorBinding): PageRequest {
  const forward = given(args.first) ?? given(args.after);
  const backward = given(args.last) ?? given(args.before);
  if (forward !== undefined && backward !== undefined) {
    const argument = given(args.last) === undefined ? 'before' : 'last';
    throw new InvalidArgumentError(
      argument,
      'Use `first` with `after`, or `last` with `before`; no other combination.',
    );
  }
  return backward === undefined
    ? requestFrom('after', 'first', args.first, args.after)
    : requestFrom('before', 'last', args.last, args.before);

  function requestFrom(
    direction: 'after' | 'before',
    size: 'first' | 'last',
    limit: number | null | undefined,
    cursor: string | null | undefined,
  ): PageRequest {
    return {
      direction,
      limit: checkedLimit(size, limit ?? defaultPageSize),
      from: given(cursor) === undefined ? undefined : decodeCursor(cursor!, direction, binding),
    };
  }
}

/** Reads one page of a feed. Throws InvalidArgumentError when the cursor's place is none. */
export async function readPage<E extends Position, P, R extends ReadablePart<E, P>>(
  feed: Readable<E, P, R>,
  request: PageRequest,
  binding: CursorBinding,
  codec: PlaceCodec<P>,
): Promise<Page<E, R>> {
  const { direction, limit } = request;
  const from = request.from === undefined ? undefined : codec.unpack(request.from);
  if (from === undefined && request.from !== undefined) {
    throw notACursor(direction, 'it is malformed');
  }
  const reading = await feed[direction](from, Math.max(limit, 1));
  const shown = limit === 0 ? [] : reading.entries;
  const hasMore = reading.hasMore || shown.length < reading.entries.length;
  const cursorOf = (place: P) => encodeCursor(binding, place, codec);
  const cursorAt = (node: E) => cursorOf(reading.placeAt(node));
  const isAfter = direction === 'after';
  return new ReadPage({
    edges: shown.map((node) => new PageEdge(node, cursorAt)),
    hasNextPage: isAfter ? hasMore : from !== undefined,
    hasPreviousPage: isAfter ? from !== undefined : hasMore,
    // Limit 0 only asks whether entries are there: it has no place of its own to go on from.
    stop: limit === 0 ? undefined : reading.stoppedAt,
    cursorOf,
    direction,
    reading,
  });
}

interface PageParts<E, P, R> {
  readonly edges: readonly Edge<E>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly direction: 'after' | 'before';
  /** Where the reading ended before the page was full. */
  readonly stop: P | undefined;
  readonly cursorOf: (place: P) => string;
  readonly reading: R;
}

class ReadPage<E, P, R extends ReadablePart<E, P>> implements Page<E, R> {
  readonly #parts: PageParts<E, P, R>;
  readonly edges: readonly Edge<E>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly reading: R;

  constructor(parts: PageParts<E, P, R>) {
    this.#parts = parts;
    this.edges = parts.edges;
    this.hasNextPage = parts.hasNextPage;
    this.hasPreviousPage = parts.hasPreviousPage;
    this.reading = parts.reading;
  }

  get startCursor(): string | null {
    return this.#stopCursor('before') ?? this.edges[0]?.cursor ?? null;
  }
  get endCursor(): string | null {
    return this.#stopCursor('after') ?? this.edges.at(-1)?.cursor ?? null;
  }
  get scannedThrough(): Instant | null {
    return this.reading.scannedThrough ?? null;
  }
  get warnings(): readonly FeedWarning[] {
    return this.reading.warnings;
  }

  #stopCursor(side: 'after' | 'before'): string | undefined {
    const { stop, cursorOf, direction } = this.#parts;
    return stop === undefined || direction !== side ? undefined : cursorOf(stop);
  }
}

/**
 * A class, as the page is: a literal with a getter takes far longer to make, and keeps all that it
 * knows from every garbage collection but the whole ones.
 */
class PageEdge<E> implements Edge<E> {
  readonly node: E;
  readonly #cursorAt: (node: E) => string;

  constructor(node: E, cursorAt: (node: E) => string) {
    this.node = node;
    this.#cursorAt = cursorAt;
  }

  get cursor(): string {
    return this.#cursorAt(this.node);
  }
}

function checkedLimit(argument: 'first' | 'last', limit: number): number {
  if (limit >= 0 && limit <= maxPageSize) return limit;
  throw new InvalidArgumentError(
    argument,
    `\`${argument}\` must be between 0 and ${maxPageSize}; it is ${limit}.`,
  );
}

function given<T>(value: T | null | undefined): T | undefined {
  return value ?? undefined;
}
