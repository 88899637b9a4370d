import type { GraphQLError } from 'graphql';
import type { Context } from '../schema/context.ts';
import type { KnownDocument, KnownOperation } from './documents/documents.ts';
import type { AnswerMeter } from './execution/answer-meter.ts';
import type { AnswerWriter } from './execution/answer-text.ts';
import type { WrittenResult } from './execution/compiled-operation.ts';
import type { LateText } from './execution/json-text.ts';
import type { PromiseOrValue } from './execution/promise-or-value.ts';
import type { Parameters } from './parameters.ts';

/** Whoever asks through a door, as far as every stage has to know. */
export interface Asker {
  noteOperation(name: string): void;
  /** Ends what still works for it. */
  end(): void;
}

/** What a request came to: its text, and what a door has to know to send it. */
export interface Answered {
  readonly text: LateText;
  /** As the client sees them. */
  readonly errors: readonly GraphQLError[];
  /** Whether it was executed, even if nothing came of it. */
  readonly hasData: boolean;
}

/** What all operations of one request share. */
interface Shares {
  readonly meter: AnswerMeter;
  readonly writer: AnswerWriter;
}

/** One way through the pipeline: what the stages find out, from parameters to text. */
export class Ask<From extends Asker = Asker> {
  readonly from: From;
  /** Gives one set of parameters, or the sets of a batch; called once the request is let in. */
  readonly read: () => PromiseOrValue<unknown>;
  /** A GET may not run a mutation. */
  readonly mayChange: boolean;
  readonly shares: Shares;
  /** The answer of the operation before it in a batch, which is written first. */
  readonly before: PromiseOrValue<unknown>;
  /** As they came, until they are checked. */
  given: unknown;
  parameters: Parameters | undefined;
  document: KnownDocument | undefined;
  operation: KnownOperation | undefined;
  context: Context | undefined;
  result: WrittenResult | undefined;
  answered: Answered | undefined;
  /** Whether it is one of a batch. */
  readonly isOneOfMany: boolean;

  constructor(
    { from, read, mayChange, shares }: Pick<Ask<From>, 'from' | 'read' | 'mayChange' | 'shares'>,
    member?: { readonly given: unknown; readonly before: PromiseOrValue<unknown> },
  ) {
    this.from = from;
    this.read = read;
    this.mayChange = mayChange;
    this.shares = shares;
    this.isOneOfMany = member !== undefined;
    this.given = member?.given;
    this.before = member?.before;
  }
}
