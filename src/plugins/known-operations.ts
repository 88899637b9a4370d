import { getOperationAST } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import { compileOperation } from '../execution/compiled-operation.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { isPromise } from '../execution/promise-or-value.ts';
import type { PromiseOrValue } from '../execution/promise-or-value.ts';
import { compileCost } from './query-cost.ts';

/** What is found out about an operation once, while its document is remembered. */
export interface KnownOperation {
  /** For logs: its kind when it has none. */
  readonly name: string;
  readonly costOf: (variables: Readonly<Record<string, unknown>>) => number;
  /** Undefined: the plain executor has to do it. */
  readonly execute: ExecuteWritten | undefined;
}

type ExecuteWritten = (
  args: Parameters<CompiledOperation>[0],
) => PromiseOrValue<WrittenResult> | undefined;

/** A result whose data is the JSON that it is sent as: each character is one byte of UTF-8. */
export interface WrittenResult {
  readonly data: string;
  readonly errors: readonly GraphQLError[];
}

/** As graphql-js gives it. */
export function readResult({ data, errors }: WrittenResult): ExecutionResult {
  const read = JSON.parse(Buffer.from(data, 'latin1').toString()) as Record<string, unknown> | null;
  return errors.length === 0 ? { data: read } : { data: read, errors };
}

const maxNameLength = 100;

/** Operations that were executed, and so are valid. */
export class KnownOperations {
  readonly #byDocument = new WeakMap<DocumentNode, Map<string, KnownOperation>>();
  readonly #schema: GraphQLSchema;
  readonly #scanCalls: number;

  constructor(schema: GraphQLSchema, scanCalls: number) {
    this.#schema = schema;
    this.#scanCalls = scanCalls;
  }

  /** Undefined when it was not executed yet. No name: the only operation of its document. */
  find(document: DocumentNode, name: string | null | undefined): KnownOperation | undefined {
    return this.#byDocument.get(document)?.get(name ?? '');
  }

  /** Of a document that is valid. Undefined when it has no such operation. */
  learn(document: DocumentNode, name: string | null | undefined): KnownOperation | undefined {
    const known = this.find(document, name);
    if (known) return known;
    const operation = getOperationAST(document, name);
    if (!operation) return undefined;
    const learnt = {
      name: operation.name?.value.slice(0, maxNameLength) ?? operation.operation,
      costOf: compileCost(this.#schema, document, operation, this.#scanCalls),
      execute: written(compileOperation(this.#schema, document, operation)),
    };
    let operations = this.#byDocument.get(document);
    if (!operations) this.#byDocument.set(document, (operations = new Map()));
    operations.set(name ?? '', learnt);
    return learnt;
  }
}

function written(execute: CompiledOperation | undefined): ExecuteWritten | undefined {
  if (!execute) return undefined;
  return (args) => {
    const result = execute(args);
    return isPromise(result) ? result.then(write) : result && write(result);
  };
}

function write({
  data,
  errors = [],
}: {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[];
}): WrittenResult {
  if (typeof data === 'string') return { data, errors };
  return { data: Buffer.from(JSON.stringify(data ?? null)).toString('latin1'), errors };
}
