import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { WrittenResult } from '../execution/compiled-operation.ts';
import type { ServerContext } from '../http/exchange.ts';
import { isPromise } from '../execution/promise-or-value.ts';
import type { KnownOperations } from './known-operations.ts';
import { tooComplex } from './too-complex.ts';

/**
 * Executes queries by what was found out about their document before, while it is remembered.
 * Refuses an operation that may cost too much, before it makes any upstream call.
 */
export function useKnownOperations(
  operations: KnownOperations,
  maxQueryCost: number,
): Plugin<ServerContext> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { document, operationName, variableValues, contextValue } = args;
      const { executed, record } = contextValue.exchange;
      if (executed) {
        setExecuteFn(() => readResult(executed));
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
        const result = execute(given);
        if (!result) return executeFn(given);
        return isPromise(result) ? result.then(readResult) : readResult(result);
      });
    },
  };
}

/** As graphql-js gives it. */
function readResult({ data, errors }: WrittenResult): ExecutionResult {
  const read = JSON.parse(Buffer.from(data.take(), 'latin1').toString()) as Record<
    string,
    unknown
  > | null;
  return errors.length === 0 ? { data: read } : { errors, data: read };
}
