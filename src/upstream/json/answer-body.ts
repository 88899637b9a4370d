/** What is let go of when the request that needs it is over. */
export interface Droppable {
  drop(): void;
}

/**
 * The bytes of an answer, as long as its request needs them. What knows of a request may outlive it
 * until a whole collection: the promises that waited for the answer, once small collections saw them
 * wait. Bytes that did so were 60 MB; rows, with the texts that they were cut from, 75 KB a request at
 * 64 clients.
 */
export class AnswerBody implements Droppable {
  #bytes: Buffer | undefined;
  #view: DataView | undefined;
  #text: string | undefined;
  readonly #readers: Droppable[] = [];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get bytes(): Buffer {
    if (this.#bytes) return this.#bytes;
    throw new Error('An answer was read after its request was over.');
  }

  get view(): DataView {
    return (this.#view ??= viewOf(this.bytes));
  }

  /** Each byte one character. */
  get text(): string {
    return (this.#text ??= this.bytes.toString('latin1'));
  }

  /** For another request, which lets go of it by itself. */
  share(): AnswerBody {
    return new AnswerBody(this.bytes);
  }

  /** `reader` is dropped with it. */
  lendTo(reader: Droppable): void {
    this.#readers.push(reader);
  }

  /** Nobody reads it any more. */
  drop(): void {
    for (const reader of this.#readers) reader.drop();
    this.#readers.length = 0;
    this.#bytes = undefined;
    this.#view = undefined;
    this.#text = undefined;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
