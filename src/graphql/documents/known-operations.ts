import { getOperationAST } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { compileOperation } from '../execution/compiled-operation.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { compileCost } from './query-cost.ts';

/** What is found out about an operation once, while its document is remembered. */
export interface KnownOperation {
  /** For logs: its kind when it has none. */
  readonly name: string;
  readonly costOf: (variables: Readonly<Record<string, unknown>>) => number;
  /** Undefined: the schema has no operations of its kind. */
  readonly execute: CompiledOperation | undefined;
}

const maxNameLength = 100;

/** Operations that were executed, and so are valid. */
export class KnownOperations {
  readonly #byDocument = new WeakMap<DocumentNode, Map<string, KnownOperation>>();
  readonly #schema: GraphQLSchema;
  readonly #scanCalls: number;
  readonly #hideSuggestions: boolean;

  constructor(
    schema: GraphQLSchema,
    {
      scanBudgetCalls,
      introspection,
    }: { readonly scanBudgetCalls: number; readonly introspection: boolean },
  ) {
    this.#schema = schema;
    this.#scanCalls = scanBudgetCalls;
    this.#hideSuggestions = !introspection;
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
      execute: compileOperation(this.#schema, document, operation, this.#hideSuggestions),
    };
    let operations = this.#byDocument.get(document);
    if (!operations) this.#byDocument.set(document, (operations = new Map()));
    operations.set(name ?? '', learnt);
    return learnt;
  }
}
