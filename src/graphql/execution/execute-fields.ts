import { defaultFieldResolver, getArgumentValues } from 'graphql';
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLField,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { AnswerLimitError, type AnswerMeter } from './answer-meter.ts';
import { locate, type Path } from './field-error.ts';
import { type JsonText, late, LateText, WaitingText, type Written } from './json-text.ts';
import type { Plan } from './plan.ts';
import { Row } from '../../upstream/json/row.ts';
import { isPromise } from './promise-or-value.ts';

/** One execution. */
export interface Run {
  readonly plan: Plan;
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly errors: GraphQLError[];
  readonly meter: AnswerMeter;
}

/** A field as a document selects it of one type, under one key of the answer. */
export interface PlannedField extends Completion {
  readonly key: string;
  /** The key as it stands in the answer, with what is before and behind it: `,"name":`. */
  readonly opening: JsonText;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The property that the field shows as it is, when it shows a leaf. */
  readonly property: string | undefined;
  /** What is selected below it, of each type that its value was of. */
  readonly selected: Map<GraphQLObjectType, PlannedFields>;
}

/** How values of a type are completed. */
export interface Completion {
  readonly complete: Complete;
  readonly isNullable: boolean;
}

/** All fields that are selected of a type. */
export type PlannedFields = readonly PlannedField[];

/**
 * Makes what a resolver gave into a part of the answer; throws or rejects where a null is not
 * allowed. `prev` and `key` are its place.
 */
export type Complete = (
  run: Run,
  field: PlannedField,
  value: unknown,
  prev: Path | undefined,
  key: string | number,
) => Written;

/** All fields of one object. Waits for promises only when there is one. */
export function executeFields(
  run: Run,
  fields: PlannedFields,
  source: unknown,
  prev: Path | undefined,
): Written {
  let text = '{';
  let names = 2;
  let waiting: WaitingText | undefined;
  try {
    for (const field of fields) {
      const value = executeField(run, field, source, prev);
      text += field.opening;
      names += field.opening.length;
      if (typeof value === 'string') {
        text += value;
      } else {
        waiting ??= new WaitingText();
        waiting.add(text, value);
        text = '';
      }
    }
    run.meter.addFields(fields.length, names);
  } catch (error) {
    return failAfter(waiting?.promises ?? [], error);
  }
  return waiting ? waiting.end(`${text}}`) : `${text}}`;
}

/** The fields of a mutation, each when the one before is done. */
export async function executeInTurn(
  run: Run,
  fields: PlannedFields,
  source: unknown,
): Promise<LateText> {
  let text = '{';
  for (const field of fields) {
    const value = executeField(run, field, source, undefined);
    text += field.opening;
    text += typeof value === 'string' ? value : (await value).take();
    run.meter.addFields(1, field.opening.length);
  }
  return new LateText(`${text}}`);
}

/** Throws, but not before others had their chance to fail unseen. */
export function failAfter(promises: readonly Promise<unknown>[], error: unknown): Promise<never> {
  if (promises.length === 0) throw error;
  const rethrow = () => {
    throw error;
  };
  return Promise.all(promises).then(rethrow, rethrow);
}

function executeField(
  run: Run,
  field: PlannedField,
  source: unknown,
  prev: Path | undefined,
): Written {
  const { key, property } = field;
  let value: unknown;
  try {
    if (property !== undefined) {
      const json = Row.copy(source, property);
      if (json !== undefined && (json !== 'null' || field.isNullable)) return run.meter.write(json);
    }
    value = resolve(run, field, source, prev);
  } catch (error) {
    return fail(run, field, error, prev, key, field);
  }
  return completeOrFail(run, field, value, prev, key, field);
}

/** What a field gave, or an item of it: a failure is a null where one is allowed. */
export function completeOrFail(
  run: Run,
  field: PlannedField,
  value: unknown,
  prev: Path | undefined,
  key: string | number,
  completion: Completion,
): Written {
  try {
    const completed = isPromise(value)
      ? completeLater(run, field, value, prev, key, completion)
      : completion.complete(run, field, value, prev, key);
    return typeof completed === 'string'
      ? completed
      : failLater(run, field, completed, prev, key, completion);
  } catch (error) {
    return fail(run, field, error, prev, key, completion);
  }
}

/**
 * Closures stand apart from what runs for every value: to make one or not, a function keeps what it
 * shares with it on the heap, here 80 bytes for each field.
 */
function completeLater(
  run: Run,
  field: PlannedField,
  value: Promise<unknown>,
  prev: Path | undefined,
  key: string | number,
  { complete }: Completion,
): Promise<LateText> {
  return value.then((settled) => late(complete(run, field, settled, prev, key)));
}

function failLater(
  run: Run,
  field: PlannedField,
  completed: Promise<LateText>,
  prev: Path | undefined,
  key: string | number,
  completion: Completion,
): Promise<LateText> {
  return completed.then(undefined, (error: unknown) =>
    late(fail(run, field, error, prev, key, completion)),
  );
}

function fail(
  run: Run,
  field: PlannedField,
  error: unknown,
  prev: Path | undefined,
  key: string | number,
  { isNullable }: Completion,
): JsonText {
  if (error instanceof AnswerLimitError) throw error;
  const located = locate(error, field.nodes, placeOf(field, prev, key));
  if (!isNullable) throw located;
  run.meter.addError(located);
  run.errors.push(located);
  return run.meter.write('null');
}

const noArguments = Object.freeze({});

function resolve(run: Run, field: PlannedField, source: unknown, prev: Path | undefined): unknown {
  const { definition, nodes } = field;
  const args =
    definition.args.length === 0
      ? noArguments
      : getArgumentValues(definition, nodes[0]!, run.variables);
  const info = new ResolveInfo(run, field, prev, field.key);
  return (definition.resolve ?? defaultFieldResolver)(source, args, run.contextValue, info);
}

/** What resolvers learn of where they are. Few ask, so that little is made for the others. */
export class ResolveInfo implements GraphQLResolveInfo {
  readonly #run: Run;
  readonly #field: PlannedField;
  readonly #prev: Path | undefined;
  readonly #key: string | number;

  constructor(run: Run, field: PlannedField, prev: Path | undefined, key: string | number) {
    this.#run = run;
    this.#field = field;
    this.#prev = prev;
    this.#key = key;
  }

  get fieldName(): string {
    return this.#field.definition.name;
  }
  get fieldNodes(): readonly FieldNode[] {
    return this.#field.nodes;
  }
  get returnType(): GraphQLOutputType {
    return this.#field.definition.type;
  }
  get parentType(): GraphQLObjectType {
    return this.#field.parentType;
  }
  get path(): Path {
    return placeOf(this.#field, this.#prev, this.#key);
  }
  get schema(): GraphQLSchema {
    return this.#run.plan.schema;
  }
  get fragments(): Record<string, FragmentDefinitionNode> {
    return this.#run.plan.fragments;
  }
  get rootValue(): unknown {
    return this.#run.rootValue;
  }
  get operation(): OperationDefinitionNode {
    return this.#run.plan.operation;
  }
  get variableValues(): GraphQLResolveInfo['variableValues'] {
    return this.#run.variables;
  }
}

/** A key is that of a field, or the index of an item in its list. */
export function placeOf(
  { parentType }: PlannedField,
  prev: Path | undefined,
  key: string | number,
): Path {
  return { prev, key, typename: typeof key === 'string' ? parentType.name : undefined };
}
