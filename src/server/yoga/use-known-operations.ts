import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { AnswerMeter } from '../../graphql/execution/answer-meter.ts';
import type { WrittenResult } from '../../graphql/execution/compiled-operation.ts';
import { isPromise } from '../../graphql/execution/promise-or-value.ts';
import type { Exchange, ServerContext } from '../exchange.ts';
import type { KnownOperations } from '../../graphql/documents/known-operations.ts';
import { tooComplex } from '../../graphql/documents/too-complex.ts';

/**
 * Executes queries by what was found out about their document before, while it is remembered.
 * Refuses an operation that may cost too much, before it makes any upstream call.
 */
export function useKnownOperations(
  operations: KnownOperations,
  maxQueryCost: number,
  meterOf: (exchange: Exchange) => AnswerMeter,
): Plugin<ServerContext> {
  return {
    onExecute({ args, setExecuteFn }) {
      const { document, operationName, variableValues, contextValue } = args;
      const { exchange } = contextValue;
      const { executed, record } = exchange;
      if (executed) {
        setExecuteFn(() => resultOf(executed));
        return;
      }
      const operation = operations.learn(document, operationName);
      if (!operation) return;
      record.operations.push(operation.name);
      const cost = operation.costOf(variableValues ?? {});
      if (cost > maxQueryCost) {
        throw tooComplex(
          `The query may cost ${cost}; the limit is ${maxQueryCost} (MAX_QUERY_COST). Each upstream call costs 10 and each entry 1: ask for smaller pages, or for fewer at once.`,
        );
      }
      const { execute } = operation;
      if (!execute) return;
      setExecuteFn((given) => {
        const result = execute({ ...given, meter: meterOf(exchange) });
        return isPromise(result) ? result.then(resultOf) : resultOf(result);
      });
    },
  };
}

/** Its data is text already, which `useAnswerText` knows. */
function resultOf({ data, errors }: WrittenResult): ExecutionResult {
  return {
    ...(data !== undefined && { data: data as unknown as ExecutionResult['data'] }),
    ...(errors.length > 0 && { errors }),
  } as ExecutionResult;
}
