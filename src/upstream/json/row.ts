import type { JsonFields } from './json-fields.ts';
import type { JsonText, Kind } from './kinds.ts';
import { JsonShapeError } from './require-json.ts';

type Declaration = Readonly<Record<string, Kind<unknown>>>;

/** What a declaration makes of an object: its members, each decoded when it is read. */
type Declared<D extends Declaration> = {
  readonly [Name in keyof D]: D[Name] extends Kind<infer T> ? T : never;
};

/** An object that an upstream sent. It can be read as long as its answer is kept. */
export class Row {
  readonly #raw: JsonFields;
  readonly #kinds: ReadonlyMap<string, Kind<unknown>>;

  constructor(raw: JsonFields, kinds: ReadonlyMap<string, Kind<unknown>>) {
    this.#raw = raw;
    this.#kinds = kinds;
  }

  /** A member of a row as it was written, where that may stand in an answer for what it reads as. */
  static copy(row: unknown, name: string): JsonText | undefined {
    if (typeof row !== 'object' || row === null || !(#raw in row)) return undefined;
    const kind = row.#kinds.get(name);
    if (!kind?.copy) return undefined;
    const written = row.#raw.text(name);
    return written === undefined ? undefined : kind.copy(written);
  }

  protected raw(): JsonFields {
    return this.#raw;
  }

  /** A member that must be there: `what` is what the message calls the object when it is not. */
  protected require<T>(name: string, kind: Kind<T>, what: string): T {
    try {
      return kind.decode(this.#raw.get(name));
    } catch (error) {
      if (!(error instanceof JsonShapeError)) throw error;
      throw new JsonShapeError(`${what}.${name} ${error.message}`);
    }
  }
}

/** The class of rows that have these members. */
export function declareRow<D extends Declaration>(
  declaration: D,
): new (raw: JsonFields) => Row & Declared<D> {
  const kinds = new Map(Object.entries(declaration));
  class DeclaredRow extends Row {
    constructor(raw: JsonFields) {
      super(raw, kinds);
    }

    static declare(name: string, kind: Kind<unknown>): void {
      Object.defineProperty(this.prototype, name, {
        get(this: DeclaredRow) {
          return kind.decode(this.raw().get(name));
        },
      });
    }
  }
  for (const [name, kind] of kinds) DeclaredRow.declare(name, kind);
  // Its members are not known to the compiler, which sees no loop.
  return DeclaredRow as unknown as new (raw: JsonFields) => Row & Declared<D>;
}
