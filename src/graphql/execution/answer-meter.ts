import type { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../../schema/client-errors.ts';
import type { JsonText } from './json-text.ts';
import { nextTurn } from './turns.ts';

/** As many as `_entities` can have at once, twice over. */
const maxErrors = 2000;
/** Fields, which take some milliseconds. */
const maxFieldsInTurn = 10_000;
/** As many take as long as to make an error, with the stack of where it comes from. */
const fieldsPerError = 50;
/** Of an error but for its message and its path. */
const assumedErrorBytes = 100;

/** The answer grew over its limit: there is none, whatever field it grew at. */
export class AnswerLimitError extends Error {
  override name = 'AnswerLimitError' as const;
  readonly code = 'QUERY_TOO_COMPLEX' satisfies ClientErrorCode;
}

/**
 * Weighs the answer to one request while it is written, all operations of a batch together. Once it
 * is over the limit, whatever still writes to it fails.
 */
export class AnswerMeter {
  readonly #maxBytes: number;
  readonly #onOver: () => void;
  #bytes = 0;
  #errors = 0;
  #fieldsInTurn = 0;
  #refusal: AnswerLimitError | undefined;

  /** `onOver` ends what still works for the answer. */
  constructor(maxBytes: number, onOver: () => void = () => {}) {
    this.#maxBytes = maxBytes;
    this.#onOver = onOver;
  }

  write(text: JsonText): JsonText {
    this.add(text.length);
    return text;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes) this.#refuse(tooLarge(this.#maxBytes));
  }

  /** The names of an object's fields, and what stands between them. */
  addFields(count: number, bytes: number): void {
    this.#fieldsInTurn += count;
    this.add(bytes);
  }

  addError({ message, path = [] }: GraphQLError): void {
    this.#errors += 1;
    this.#fieldsInTurn += fieldsPerError;
    if (this.#errors > maxErrors) {
      this.#refuse(
        `The answer has more than ${maxErrors} errors; the limit is ${maxErrors}. Ask for less at once.`,
      );
    }
    this.add(assumedErrorBytes + message.length + path.join().length);
  }

  /** Whether others have to have their turn before more of a list is written. */
  get isTurnOver(): boolean {
    return this.#fieldsInTurn >= maxFieldsInTurn;
  }

  async nextTurn(): Promise<void> {
    await nextTurn();
    this.#fieldsInTurn = 0;
  }

  #refuse(message: string): never {
    if (!this.#refusal) {
      this.#refusal = new AnswerLimitError(message);
      this.#bytes = Infinity;
      this.#onOver();
    }
    throw this.#refusal;
  }
}

export function tooLarge(maxBytes: number): string {
  return `The answer has more than ${maxBytes} bytes; the limit is ${maxBytes} (MAX_ANSWER_BYTES). Ask for smaller pages, or for fewer fields at once.`;
}
