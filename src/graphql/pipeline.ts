import { getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.ts';
import type { Context } from '../schema/context.ts';
import { Ask } from './ask.ts';
import type { Answered, Asker } from './ask.ts';
import { Documents } from './documents/documents.ts';
import { createPersistedDocuments } from './documents/persisted-documents.ts';
import { AnswerMeter } from './execution/answer-meter.ts';
import { AnswerWriter, errorText } from './execution/answer-text.ts';
import { LateText } from './execution/json-text.ts';
import { isPromise } from './execution/promise-or-value.ts';
import type { PromiseOrValue } from './execution/promise-or-value.ts';
import { nextTurn } from './execution/turns.ts';
import { checkParameters } from './parameters.ts';
import { tooComplex } from './documents/too-complex.ts';

/** A part of the way from parameters to text; throws or rejects with why it ends here. */
type Stage<From extends Asker> = (ask: Ask<From>) => PromiseOrValue<void>;

/** Every stage, in the order in which whatever comes through any door meets them. */
export interface Stages<From extends Asker> {
  /** Once for a request. */
  readonly request: readonly Stage<From>[];
  /** Once for each of its operations. */
  readonly operation: readonly Stage<From>[];
  /** The last, which meets what is refused as well. */
  readonly write: Stage<From>;
}

export interface PipelineParts<From extends Asker> {
  readonly schema: GraphQLSchema;
  readonly config: Config;
  /** Throws or rejects when a request may not be let in. */
  readonly admit: (from: From) => PromiseOrValue<void>;
  /** The same for the further operations of a batch. */
  readonly admitMore: (from: From, operations: number) => PromiseOrValue<void>;
  readonly contextOf: (from: From) => Context;
  /** An error as the client may see it. */
  readonly describe: (error: unknown, from: From) => GraphQLError;
}

/** Each takes some hundredths of a millisecond to describe. */
const errorsInTurn = 200;

export function createStages<From extends Asker>(parts: PipelineParts<From>): Stages<From> {
  const { schema, config, admit, admitMore, contextOf, describe } = parts;
  const queryOf = createPersistedDocuments(config);
  const documents = new Documents(schema, config);
  return {
    request: [({ from }) => admit(from), readParameters, admitBatch(admitMore)],
    operation: [
      (ask) => void (ask.parameters = checkParameters(ask.given, queryOf)),
      findOperation(documents),
      checkCost(config.maxQueryCost),
      execute(contextOf),
    ],
    write: write(describe),
  };
}

function readParameters<From extends Asker>(ask: Ask<From>): PromiseOrValue<void> {
  const given = ask.read();
  if (!isPromise(given)) {
    ask.given = given;
    return undefined;
  }
  return given.then((read) => void (ask.given = read));
}

function admitBatch<From extends Asker>(admitMore: PipelineParts<From>['admitMore']): Stage<From> {
  return ({ from, given }) =>
    Array.isArray(given) && given.length > 1 ? admitMore(from, given.length - 1) : undefined;
}

/** Finds the operation in its document, which is parsed, validated and compiled the first time. */
function findOperation(documents: Documents): Stage<Asker> {
  return (ask) => {
    const { query, operationName } = ask.parameters!;
    const known = documents.of(query);
    let operation = known.operations.get(operationName ?? null);
    const kind = operation?.kind ?? getOperationAST(known.document, operationName)?.operation;
    if (kind === undefined) {
      throw new GraphQLError('Could not determine what operation to execute.', {
        extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
      });
    }
    if (kind === OperationTypeNode.MUTATION && !ask.mayChange) throw mutationByGet();
    if (!operation) {
      const errors = documents.errorsOf(known);
      if (errors.length > 0) {
        ask.result = { errors };
        return;
      }
      operation = documents.learn(known, operationName);
    }
    ask.operation = operation;
  };
}

function mutationByGet(): GraphQLError {
  return new GraphQLError('Can only perform a mutation operation from a POST request.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: { Allow: 'POST' } } },
  });
}

function checkCost(maxQueryCost: number): Stage<Asker> {
  return ({ from, operation, parameters }) => {
    from.noteOperation(operation!.name);
    const cost = operation!.costOf(parameters!.variables ?? {});
    if (cost <= maxQueryCost) return;
    throw tooComplex(
      `The query may cost ${cost}; the limit is ${maxQueryCost} (MAX_QUERY_COST). Each upstream call costs 10 and each entry 1: ask for smaller pages, or for fewer at once.`,
    );
  };
}

function execute<From extends Asker>(contextOf: PipelineParts<From>['contextOf']): Stage<From> {
  return (ask) => {
    const contextValue = (ask.context = contextOf(ask.from));
    const { meter } = ask.shares;
    const variableValues = ask.parameters!.variables;
    const result = ask.operation!.execute({ contextValue, variableValues, meter });
    if (isPromise(result)) return result.then((settled) => void (ask.result = settled));
    ask.result = result;
    return undefined;
  };
}

/** Writes an answer, after those before it, within the limit: each error with its code, data as it is. */
function write<From extends Asker>(describe: PipelineParts<From>['describe']): Stage<From> {
  function finish(ask: Ask<From>, errors: readonly GraphQLError[]): void {
    const { data } = ask.result!;
    const { writer } = ask.shares;
    const text = writer.write({ ...(data !== undefined && { data }), errors });
    if (text !== undefined) {
      ask.answered = { text: new LateText(text), errors, hasData: data !== undefined };
      return;
    }
    const refusal = describe(writer.refusal, ask.from);
    const refused = new LateText(`{"errors":[${errorText(refusal)}]}`);
    ask.answered = { text: refused, errors: [refusal], hasData: false };
  }

  async function finishLater(ask: Ask<From>): Promise<void> {
    await ask.before;
    const errors: GraphQLError[] = [];
    for (const error of ask.result!.errors) {
      if (errors.length % errorsInTurn === errorsInTurn - 1) await nextTurn();
      errors.push(describe(error, ask.from));
    }
    finish(ask, errors);
  }

  return (ask) => {
    const { data, errors } = ask.result!;
    if (ask.isOneOfMany || errors.length > 0) return finishLater(ask);
    if (data) {
      // A part that was given up beside one that failed works for nobody, and would read on.
      ask.from.end();
      ask.context?.answers.letGo();
    }
    finish(ask, errors);
    return undefined;
  };
}

/** The one way from parameters to text, whatever door they come through. */
export class Pipeline<From extends Asker> {
  readonly #stages: Stages<From>;
  readonly #maxAnswerBytes: number;

  constructor(stages: Stages<From>, maxAnswerBytes: number) {
    this.#stages = stages;
    this.#maxAnswerBytes = maxAnswerBytes;
  }

  ask(from: From, read: Ask<From>['read'], mayChange: boolean): Ask<From> {
    const meter = new AnswerMeter(this.#maxAnswerBytes, () => from.end());
    const writer = new AnswerWriter(this.#maxAnswerBytes);
    return new Ask({ from, read, mayChange, shares: { meter, writer } });
  }

  /** Lets a request in and reads it; rejects with why not. */
  async open(ask: Ask<From>): Promise<void> {
    for (const stage of this.#stages.request) {
      const passing = stage(ask);
      if (isPromise(passing)) await passing;
    }
  }

  /** The answer to one operation, or to a request that is refused with these errors. */
  async answer(ask: Ask<From>, refusal?: readonly GraphQLError[]): Promise<Answered> {
    if (refusal) ask.result = { errors: refusal };
    try {
      for (const stage of this.#stages.operation) {
        if (ask.result) break;
        const passing = stage(ask);
        if (isPromise(passing)) await passing;
      }
    } catch (error) {
      ask.result = { errors: [error as GraphQLError] };
    }
    const writing = this.#stages.write(ask);
    if (isPromise(writing)) await writing;
    return ask.answered!;
  }

  /** The answers to a batch, each written after the one before it. */
  answerEach(ask: Ask<From>, sets: readonly unknown[]): Promise<Answered>[] {
    const answers: Promise<Answered>[] = [];
    for (const given of sets) {
      answers.push(this.answer(new Ask(ask, { given, before: answers.at(-1) })));
    }
    return answers;
  }
}
