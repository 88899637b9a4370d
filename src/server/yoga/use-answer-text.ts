import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AnswerWriter, errorText } from '../../graphql/execution/answer-text.ts';
import { nextTurn } from '../../graphql/execution/turns.ts';
import type { WrittenResult } from '../../graphql/execution/compiled-operation.ts';
import type { DescribeError } from '../describe-error.ts';
import type { Exchange, ServerContext } from '../exchange.ts';

/** Each takes some hundredths of a millisecond to describe. */
const errorsInTurn = 200;

/** Writes every answer that Yoga sends, within the limit: each error with its code, data as it is. */
export function useAnswerText(
  describe: DescribeError,
  maxAnswerBytes: number,
): Plugin<object, ServerContext> {
  async function write(single: ExecutionResult, writer: AnswerWriter, exchange: Exchange) {
    // Whatever was executed is text; what was not has errors alone.
    const { data, errors = [] } = single as Partial<WrittenResult>;
    const described: GraphQLError[] = [];
    for (const error of errors) {
      if (described.length % errorsInTurn === errorsInTurn - 1) await nextTurn();
      described.push(describe(error, exchange));
    }
    const text = writer.write({ ...(data === undefined ? {} : { data }), errors: described });
    if (text !== undefined) return answerOf(text, described, data);
    const refusal = describe(writer.refusal, exchange);
    return answerOf(`{"errors":[${errorText(refusal)}]}`, [refusal], undefined);
  }

  return {
    async onResultProcess(event) {
      const { result } = event;
      const { exchange } = event.serverContext;
      const writer = new AnswerWriter(maxAnswerBytes);
      // Yoga gives the answers of a batch as an array.
      if (Array.isArray(result)) {
        const written = [];
        for (const single of result) written.push(await write(single, writer, exchange));
        event.setResult(written);
      } else if (!(Symbol.asyncIterator in result)) {
        event.setResult(await write(result, writer, exchange));
      }
    },
  };
}

/** What Yoga finds the status by, and the text that it sends. */
function answerOf(text: string, errors: readonly GraphQLError[], data: WrittenResult['data']) {
  return {
    ...(data !== undefined && { data: data && {} }),
    ...(errors.length > 0 && { errors: oneOfEachStatus(errors) }),
    stringify: () => Buffer.from(text, 'latin1').toString(),
  };
}

/** Yoga looks into each, and copies it: where it stands in a long document takes a while. */
function oneOfEachStatus(errors: readonly GraphQLError[]): GraphQLError[] {
  return [
    ...new Map(errors.map((error) => [JSON.stringify(error.extensions['http']), error])).values(),
  ];
}
