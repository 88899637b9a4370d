import { getOperationAST } from 'graphql';
import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { compileOperation } from '../execution/compiled-operation.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';

/** Executes queries by what was found out about their document before, while it is remembered. */
export function useCompiledOperations(): Plugin {
  const known = new WeakMap<DocumentNode, Map<string, CompiledOperation | undefined>>();
  return {
    onExecute({ args: { schema, document, operationName }, executeFn, setExecuteFn }) {
      let operations = known.get(document);
      if (!operations) known.set(document, (operations = new Map<string, CompiledOperation>()));
      const name = operationName ?? '';
      if (!operations.has(name)) {
        const operation = getOperationAST(document, operationName);
        operations.set(name, operation ? compileOperation(schema, document, operation) : undefined);
      }
      const compiled = operations.get(name);
      if (compiled) setExecuteFn((args) => compiled(args) ?? executeFn(args));
    },
  };
}
