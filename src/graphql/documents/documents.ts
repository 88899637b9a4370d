import { getOperationAST, GraphQLError, specifiedRules, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationTypeNode } from 'graphql';
import type { ClientErrorCode } from '../../schema/client-errors.ts';
import { TextCache } from '../../memory/text-cache.ts';
import { compileCost } from './query-cost.ts';
import { compileOperation } from '../execution/compiled-operation.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { noIntrospectionRules } from './no-introspection.ts';
import { parseDocument } from './parse-document.ts';
import type { ParseLimits } from './parse-document.ts';

/** What is found out about an operation once, while its document is remembered. */
export interface KnownOperation {
  /** For logs: its kind when it has none. */
  readonly name: string;
  readonly kind: OperationTypeNode;
  readonly costOf: (variables: Readonly<Record<string, unknown>>) => number;
  readonly execute: CompiledOperation;
}

/** A document that was parsed, and what was found out about it since. */
export interface KnownDocument {
  readonly document: DocumentNode;
  readonly operations: Map<string | null, KnownOperation>;
  /** Undefined until somebody asked; empty: it is valid. */
  errors: readonly GraphQLError[] | undefined;
}

interface DocumentOptions extends ParseLimits {
  readonly scanBudgetCalls: number;
  readonly introspection: boolean;
}

/** Some hundred documents; at up to 250 bytes of memory for each character. */
const maxCachedCharacters = 200_000;
/** Each takes a while to tell; whoever has more mistakes mends these first. */
const maxErrors = 20;
const maxNameLength = 100;

/** Documents by their text, each parsed, validated and compiled once while it is remembered. */
export class Documents {
  readonly #known = new TextCache<KnownDocument>(maxCachedCharacters);
  readonly #refused = new TextCache<Error>(maxCachedCharacters);
  readonly #schema: GraphQLSchema;
  readonly #options: DocumentOptions;
  readonly #rules: typeof specifiedRules;

  constructor(schema: GraphQLSchema, options: DocumentOptions) {
    this.#schema = schema;
    this.#options = options;
    this.#rules = options.introspection
      ? specifiedRules
      : [...specifiedRules, ...noIntrospectionRules];
  }

  /** Throws why a text is no document, or too large a one. */
  of(text: string): KnownDocument {
    const known = this.#known.get(text);
    if (known) return known;
    const refusal = this.#refused.get(text);
    if (refusal) throw refusal;
    try {
      const document = parseDocument(text, this.#options);
      const learnt = { document, operations: new Map(), errors: undefined };
      this.#known.set(text, learnt);
      return learnt;
    } catch (error) {
      if (error instanceof GraphQLError) mark(error, 'GRAPHQL_PARSE_FAILED');
      if (error instanceof Error) this.#refused.set(text, error);
      throw error;
    }
  }

  errorsOf(known: KnownDocument): readonly GraphQLError[] {
    if (known.errors) return known.errors;
    const errors = validate(this.#schema, known.document, this.#rules, {
      hideSuggestions: !this.#options.introspection,
      maxErrors,
    });
    for (const error of errors) mark(error, 'GRAPHQL_VALIDATION_FAILED');
    return (known.errors = errors);
  }

  /** Of a valid document, which has an operation of this name. */
  learn(known: KnownDocument, name: string | null | undefined): KnownOperation {
    const operation = getOperationAST(known.document, name)!;
    const { introspection, scanBudgetCalls } = this.#options;
    const learnt: KnownOperation = {
      name: operation.name?.value.slice(0, maxNameLength) ?? operation.operation,
      kind: operation.operation,
      costOf: compileCost(this.#schema, known.document, operation, scanBudgetCalls),
      execute:
        compileOperation(this.#schema, known.document, operation, !introspection) ??
        (() => ({
          errors: [
            new GraphQLError(
              `Schema is not configured to execute ${operation.operation} operation.`,
              { nodes: operation },
            ),
          ],
        })),
    };
    known.operations.set(name ?? null, learnt);
    return learnt;
  }
}

/** Gives an error that has none its code, and its status where the media type allows one. */
function mark({ extensions }: GraphQLError, code: ClientErrorCode): void {
  extensions['code'] ??= code;
  extensions.http = { spec: true, status: 400, ...extensions.http };
}
