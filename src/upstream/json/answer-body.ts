/**
 * The bytes of an answer, as long as its request needs them. What knows of a request may outlive it
 * until a whole collection: the promises that waited for the answer, once small collections saw them
 * wait. All that is read of an answer comes from here, so that little is kept beside it.
 */
export class AnswerBody {
  #bytes: Buffer | undefined;
  #view: DataView | undefined;
  #text: string | undefined;
  readonly #parts: AnswerBody[] = [];

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

  /** Some of it with a text of its own, which is dropped with it. */
  part(start: number, end: number): AnswerBody {
    const part = new AnswerBody(this.bytes.subarray(start, end));
    this.#parts.push(part);
    return part;
  }

  /** Nobody reads it any more. */
  drop(): void {
    for (const part of this.#parts) part.drop();
    this.#parts.length = 0;
    this.#bytes = undefined;
    this.#view = undefined;
    this.#text = undefined;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** What upstreams answered for one request. */
export class AnswerBodies {
  readonly #bodies: AnswerBody[] = [];

  keep(body: AnswerBody): void {
    this.#bodies.push(body);
  }

  /** Only when nothing of them is read any more. */
  letGo(): void {
    for (const body of this.#bodies) body.drop();
    this.#bodies.length = 0;
  }
}
