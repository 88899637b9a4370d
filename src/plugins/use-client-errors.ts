import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { DescribeError } from '../http/describe-error.ts';
import type { ServerContext } from '../http/exchange.ts';

/** Gives every error of an answer its code. */
export function useClientErrors(describe: DescribeError): Plugin<object, ServerContext> {
  return {
    onResultProcess(event) {
      const { result, serverContext } = event;
      const describeAll = (single: ExecutionResult) =>
        single.errors?.length
          ? {
              ...single,
              errors: single.errors.map((error) => describe(error, serverContext.exchange)),
            }
          : single;
      // Yoga gives the answers of a batch as an array.
      if (Array.isArray(result)) event.setResult(result.map(describeAll));
      else if ('errors' in result && result.errors?.length) event.setResult(describeAll(result));
    },
  };
}
