import { getOperationAST } from 'graphql';
import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { compileCost } from './query-cost.ts';
import { tooComplex } from './too-complex.ts';

type CostOf = ReturnType<typeof compileCost>;

/** Refuses an operation that may cost too much, before it makes any upstream call. */
export function useQueryCost({
  maxQueryCost,
  scanBudgetCalls,
}: {
  readonly maxQueryCost: number;
  readonly scanBudgetCalls: number;
}): Plugin {
  /** By the operation's name: what a document costs is found once, while its parse is remembered. */
  const known = new WeakMap<DocumentNode, Map<string, CostOf>>();
  return {
    onExecute({ args: { schema, document, operationName, variableValues } }) {
      let costs = known.get(document);
      if (!costs) known.set(document, (costs = new Map<string, CostOf>()));
      let costOf = costs.get(operationName ?? '');
      if (!costOf) {
        const operation = getOperationAST(document, operationName);
        if (!operation) return;
        costOf = compileCost(schema, document, operation, scanBudgetCalls);
        costs.set(operationName ?? '', costOf);
      }
      const cost = costOf(variableValues ?? {});
      if (cost > maxQueryCost) {
        throw tooComplex(
          `The query may cost ${cost}; the limit is ${maxQueryCost} (MAX_QUERY_COST). Each upstream call costs 10 and each entry 1: ask for smaller pages, or for fewer at once.`,
        );
      }
    },
  };
}
