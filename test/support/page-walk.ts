import { expect } from 'vitest';
import { bindCursors, type PlaceCodec } from '../../src/feed/cursor.ts';
import {
  type Page,
  parsePageRequest,
  type Readable,
  type ReadablePart,
  readPage,
} from '../../src/feed/page.ts';
import type { Position } from '../../src/feed/position.ts';
import type { Direction } from './memory-feed.ts';

/** A list as one request opens it. */
export interface OpenList<E, P> {
  readonly feed: Readable<E, P, ReadablePart<E, P>>;
  readonly codec: PlaceCodec<P>;
}

export interface Walk {
  readonly direction: Direction;
  /** Page sizes, one after the other and again. */
  readonly sizes: readonly number[];
  readonly from?: string | null;
}

const binding = bindCursors('test', {});
const maxPages = 1000;

/** One page, asked for as a client does: with arguments, from the text of a cursor. */
export async function askPage<E extends Position, P>(
  { feed, codec }: OpenList<E, P>,
  direction: Direction,
  size: number,
  cursor: string | null,
): Promise<Page<E, ReadablePart<E, P>>> {
  const args =
    direction === 'after' ? { first: size, after: cursor } : { last: size, before: cursor };
  return readPage<E, P, ReadablePart<E, P>>(feed, parsePageRequest(args, binding), binding, codec);
}

/** Page after page until the list says that there are no more, each by a request of its own. */
export async function* walkPages<E extends Position, P>(
  open: () => OpenList<E, P>,
  { direction, sizes, from = null }: Walk,
): AsyncGenerator<Page<E, ReadablePart<E, P>>> {
  let cursor = from;
  for (let index = 0; index < maxPages; index += 1) {
    const page = await askPage(open(), direction, sizes[index % sizes.length]!, cursor);
    yield page;
    cursor = cursorToGoOn(page, direction);
    if (cursor === null) return;
  }
  expect.fail(`The walk did not end within ${maxPages} pages.`);
}

/** Everything a walk shows, in the order in which it does. */
export async function walkThrough<E extends Position, P>(
  open: () => OpenList<E, P>,
  walk: Walk,
): Promise<E[]> {
  const shown: E[] = [];
  for await (const page of walkPages(open, walk)) shown.push(...nodesInOrder(page, walk.direction));
  return shown;
}

/** The entries of a page, nearest to where it began first. */
export function nodesInOrder<E>(page: Page<E>, direction: Direction): E[] {
  const nodes = page.edges.map(({ node }) => node);
  return direction === 'after' ? nodes : nodes.toReversed();
}

/** Null at the end. A page that says there is more must say where. */
export function cursorToGoOn(page: Page<unknown>, direction: Direction): string | null {
  const hasMore = direction === 'after' ? page.hasNextPage : page.hasPreviousPage;
  const cursor = direction === 'after' ? page.endCursor : page.startCursor;
  if (hasMore) expect(cursor).toEqual(expect.any(String));
  return hasMore ? cursor : null;
}

/** Whether a page says for sure that there is more: it did not stop for its budget. */
export function knowsMore(page: Page<unknown>, direction: Direction): boolean {
  return page.scannedThrough === null && cursorToGoOn(page, direction) !== null;
}

/** Reads the place out of a cursor of these walks. */
export function placeOf<P>(cursor: string, codec: PlaceCodec<P>): P {
  return codec.unpack(parsePageRequest({ after: cursor }, binding).from)!;
}
