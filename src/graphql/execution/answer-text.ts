import type { GraphQLError } from 'graphql';
import { tooComplex } from '../documents/too-complex.ts';
import { tooLarge } from './answer-meter.ts';
import type { WrittenResult } from './compiled-operation.ts';
import { jsonText, type JsonText } from './json-text.ts';

/** Writes results, those of a batch in order, as long as they are within the limit together. */
export class AnswerWriter {
  readonly #maxBytes: number;
  #room: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#room = maxBytes;
  }

  /** Undefined when there is no room for it: `refusal` tells. */
  write({ data, errors }: WrittenResult): JsonText | undefined {
    let text = '{';
    for (const [index, error] of errors.entries()) {
      text += `${index === 0 ? '"errors":[' : ','}${errorText(error)}`;
      if (text.length > this.#room) return undefined;
    }
    if (errors.length > 0) text += data === undefined ? ']' : '],';
    if (data !== undefined) text += `"data":${data === null ? 'null' : data.take()}`;
    text += '}';
    if (text.length > this.#room) return undefined;
    this.#room -= text.length;
    return text;
  }

  get refusal(): GraphQLError {
    return tooComplex(tooLarge(this.#maxBytes));
  }
}

/** What an answer says of an error that its client may see. */
export function errorText({ message, locations, path, extensions }: GraphQLError): JsonText {
  const { http: _http, ...shown } = extensions;
  return jsonText({ message, locations, path, extensions: shown })!;
}
