import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config/config.ts';
import { createCallerKeys } from '../callers/caller-keys.ts';
import { cutAnswer } from './cut-answer.ts';

interface Unsent {
  readonly caller: string;
  bytes: number;
}

/**
 * What all answers of the process keep in memory since their callers do not read, up to a limit.
 * Beyond it the caller who makes most of it wait loses the answer that waited longest: who reads is
 * not refused for who does not.
 */
export class UnsentAnswers {
  readonly #maxBytes: number;
  readonly #callerOf: (req: IncomingMessage) => string;
  /** The one that began to wait first comes first. */
  readonly #answers = new Map<ServerResponse, Unsent>();
  #bytes = 0;

  constructor(config: Config) {
    this.#maxBytes = config.maxUnsentBytes;
    const keysOf = createCallerKeys(config);
    this.#callerOf = (req) => {
      const { credentials, address } = keysOf(req);
      return credentials.length > 0 ? credentials.join(' ') : address;
    };
  }

  /** Counts what waits of an answer, from now on until it is sent or given up. */
  note(answer: ServerResponse): void {
    if (!this.#answers.has(answer)) {
      this.#answers.set(answer, { caller: this.#callerOf(answer.req), bytes: 0 });
      answer.on('drain', () => this.#count(answer));
      answer.once('close', () => this.#forget(answer));
    }
    this.#count(answer);
    while (this.#bytes > this.#maxBytes) {
      const slow = this.#longestOfTheMost();
      this.#forget(slow);
      cutAnswer(slow, 'MAX_UNSENT_BYTES');
    }
  }

  #count(answer: ServerResponse): void {
    const unsent = this.#answers.get(answer);
    if (!unsent) return;
    const { writableLength } = answer;
    this.#bytes += writableLength - unsent.bytes;
    unsent.bytes = writableLength;
  }

  #forget(answer: ServerResponse): void {
    this.#bytes -= this.#answers.get(answer)?.bytes ?? 0;
    this.#answers.delete(answer);
  }

  #longestOfTheMost(): ServerResponse {
    const callers = new Map<string, { bytes: number; readonly longest: ServerResponse }>();
    for (const [answer, { caller, bytes }] of this.#answers) {
      const known = callers.get(caller);
      if (known) known.bytes += bytes;
      else callers.set(caller, { bytes, longest: answer });
    }
    return [...callers.values()].reduce((most, each) => (each.bytes > most.bytes ? each : most))
      .longest;
  }
}

/** The class of all answers of a server, whoever writes them: what is not taken at once is noted. */
export function responseClassOf(unsent: UnsentAnswers): typeof ServerResponse {
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    override write(chunk: unknown, callback?: (error: Error | null | undefined) => void): boolean;
    override write(
      chunk: unknown,
      encoding: BufferEncoding,
      callback?: (error: Error | null | undefined) => void,
    ): boolean;
    override write(...args: readonly unknown[]): boolean {
      const isTaken = super.write(...(args as Parameters<ServerResponse['write']>));
      if (!isTaken && !this.destroyed) unsent.note(this);
      return isTaken;
    }

    override end(callback?: () => void): this;
    override end(chunk: unknown, callback?: () => void): this;
    override end(chunk: unknown, encoding: BufferEncoding, callback?: () => void): this;
    override end(...args: readonly unknown[]): this {
      super.end(...(args as unknown as Parameters<ServerResponse['end']>));
      if (this.writableLength > 0 && !this.destroyed) unsent.note(this);
      return this;
    }
  };
}
