import { hash } from 'node:crypto';
import { remember } from '../memory/remember.ts';
import { InvalidArgumentError } from './feed-error.ts';
import type { Feed, Place, UnverifiedPlace } from './feed.ts';
import { formatInstant, parseInstant } from './instant.ts';
import type { Position } from './position.ts';

/** What a cursor belongs to, as a digest: any other field or filter refuses it. */
export type CursorBinding = string & { readonly [brand]: 'CursorBinding' };

declare const brand: unique symbol;

/** `field` with what it hangs on, e.g. `auditLogs` or `User.auditLogs:<user id>`; `filter` in any form. */
export function bindCursors(field: string, filter: unknown): CursorBinding {
  return digestOf(`${field}\n${canonicalFilter(filter ?? {})}`);
}

/** Most pages are asked for with the filters of others. */
const digestOf = remember(
  20_000,
  (text) => hash('sha256', text, 'base64url').slice(0, 11) as CursorBinding,
);

/** How a feed's places stand in cursors. */
export interface PlaceCodec<P> {
  /** Without its hints on request: they may not fit. */
  pack(place: P, options: { readonly hints: boolean }): Json;
  /** Undefined when it is no place of this feed. Never throws: the value is untrusted. */
  unpack(value: unknown): P | undefined;
}

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const maxCursorLength = 512;
const maxIdLength = 64;

/**
 * An opaque cursor: base64url of JSON `[digest, place]`, at most 512 characters: hints that do not
 * fit are left out. It holds no secret and needs no server state.
 */
export function encodeCursor<P>(binding: CursorBinding, place: P, codec: PlaceCodec<P>): string {
  const encode = (hints: boolean) =>
    Buffer.from(JSON.stringify([binding, codec.pack(place, { hints })])).toString('base64url');
  const cursor = encode(true);
  return cursor.length <= maxCursorLength ? cursor : encode(false);
}

/**
 * The packed place in a cursor, untrusted still. Throws InvalidArgumentError when the cursor is
 * malformed, or belongs to another field or filter.
 */
export function decodeCursor(
  text: string,
  argument: 'after' | 'before',
  binding: CursorBinding,
): unknown {
  if (text.length > maxCursorLength) {
    throw notACursor(argument, `it is longer than ${maxCursorLength} characters`);
  }
  const content = parseJson(text);
  if (!Array.isArray(content) || content.length !== 2)
    throw notACursor(argument, 'it is malformed');
  const [digest, packed] = content as [unknown, unknown];
  if (digest !== binding) {
    throw notACursor(argument, 'it was made by another field or with another filter');
  }
  return packed;
}

export function notACursor(argument: 'after' | 'before', why: string): InvalidArgumentError {
  return new InvalidArgumentError(
    argument,
    `\`${argument}\` is not a cursor of this list: ${why}.`,
  );
}

/** The codec of a feed whose places are single positions. */
export function placeCodec<E extends Position, Hint extends Json>(
  feed: Pick<Feed<E, Place<Hint>>, 'parsePlace'>,
): PlaceCodec<Place<Hint>> {
  return {
    pack: packPlace,
    unpack(value) {
      const place = unpackPlace(value);
      return place && feed.parsePlace(place);
    },
  };
}

/** A place as `[instant, id]` or `[instant, id, hint]`. */
export function packPlace({ position, hint }: Place<Json>, options: { hints: boolean }): Json {
  const packed = [formatInstant(position.at), position.id];
  return hint === undefined || !options.hints ? packed : [...packed, hint];
}

export function unpackPlace(value: unknown): UnverifiedPlace | undefined {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return undefined;
  const [time, id, hint] = value as unknown[];
  if (typeof time !== 'string' || typeof id !== 'string' || !isPositionId(id)) return undefined;
  const at = parseInstant(time);
  return at && { position: { at, id }, hint };
}

/** Ids that positions, and so cursors, can hold: printable ASCII, at most 64 characters. */
export function isPositionId(id: string): boolean {
  return id.length <= maxIdLength && /^[\x20-\x7e]*$/.test(id);
}

/**
 * The text that two equal filters share: nulls dropped, keys and lists sorted. Instants are
 * expected in UTC already.
 */
function canonicalFilter(filter: unknown): string {
  return JSON.stringify(canonical(filter)) ?? '';
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => JSON.stringify(canonical(item))).toSorted();
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
