import type { JsonText } from './kinds.ts';

/** The keys of an object, in the order in which they stand. */
export interface Shape {
  /** `{"id":`, `,"time":` and so on. */
  readonly openings: readonly Opening[];
  readonly indexes: ReadonlyMap<string, number>;
  /** Of its keys, once each, sorted. */
  readonly names: readonly string[];
  /** A place more than keys: to copy it is cheaper than to let a list grow. */
  readonly blank: readonly number[];
  /** The shapes that its members had last, where they are objects. */
  readonly inner: (Shape | undefined)[];
  /** Whether it is small enough to be kept. */
  readonly isKept: boolean;
}

/** To be compared four bytes at a time, which is a third faster than one by one. */
export interface Opening {
  readonly length: number;
  /** As little-endian integers; the last one ends with the text, and may overlap the one before. */
  readonly words: Int32Array;
}

/** At some 30 bytes of memory for each character. */
const maxCharacters = 100_000;
const maxCharactersEach = 5_000;

/**
 * The shapes of objects seen lately, whoever asked for them: nothing of a value is kept. They spare
 * each page finding out the same ones again.
 */
class KnownShapes {
  readonly #shapes = new Map<string, Shape>();
  readonly #items = new Map<string, Shape>();
  #characters = 0;

  /** By `{"id":`, `,"time":` and so on, which must be JSON. */
  of(openings: readonly JsonText[]): Shape {
    const text = openings.join('');
    const known = this.#shapes.get(text);
    if (known) return known;
    const isKept = text.length <= maxCharactersEach;
    const shape = shapeOf(openings, isKept);
    if (isKept) {
      this.#makeRoom(text.length);
      this.#shapes.set(copyOf(text), shape);
    }
    return shape;
  }

  /** That of the last item in the last list of this name; a guess. */
  ofItems(name: string): Shape | undefined {
    return this.#items.get(name);
  }

  expectItems(name: string, shape: Shape): void {
    if (name.length > maxCharactersEach || !shape.isKept) return;
    if (!this.#items.has(name)) this.#makeRoom(name.length);
    this.#items.set(name, shape);
  }

  #makeRoom(characters: number): void {
    this.#characters += characters;
    if (this.#characters <= maxCharacters) return;
    this.#shapes.clear();
    this.#items.clear();
    this.#characters = characters;
  }
}

export const knownShapes = new KnownShapes();

/** A part of a longer text would keep all of that. */
function copyOf(text: JsonText): JsonText {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function shapeOf(openings: readonly JsonText[], isKept: boolean): Shape {
  const bytes = openings.map((opening) => Buffer.from(opening, 'latin1'));
  const keys = bytes.map((opening) => JSON.parse(opening.toString('utf8', 1, opening.length - 1)));
  // The last one of a name counts.
  const indexes = new Map(keys.map((key, index) => [key as string, index]));
  return {
    openings: bytes.map(openingOf),
    indexes,
    names: [...indexes.keys()].toSorted(),
    blank: [0, ...keys.map(() => 0)],
    inner: [],
    isKept,
  };
}

/** The shortest, `{"":`, has four bytes. */
function openingOf(bytes: Buffer): Opening {
  const { length } = bytes;
  const words = Array.from({ length: Math.ceil(length / 4) }, (_, index) =>
    bytes.readInt32LE(Math.min(4 * index, length - 4)),
  );
  return { length, words: Int32Array.from(words) };
}
