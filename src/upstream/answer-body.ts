const nothing = Buffer.alloc(0);

/**
 * The bytes of an answer, as long as its request needs them. What knows of a request may outlive it
 * until a whole collection: the promises that waited for the answer. Bytes that did so were 60 MB.
 */
export class AnswerBody {
  bytes: Buffer;
  #view: DataView | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get view(): DataView {
    const { buffer, byteOffset, length } = this.bytes;
    return (this.#view ??= new DataView(buffer, byteOffset, length));
  }

  /** For another request, which lets go of it by itself. */
  share(): AnswerBody {
    return new AnswerBody(this.bytes);
  }

  /** Nobody reads it any more. */
  drop(): void {
    this.bytes = nothing;
    this.#view = undefined;
  }
}
