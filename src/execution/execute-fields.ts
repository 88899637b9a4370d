import { defaultFieldResolver, getArgumentValues } from 'graphql';
import type {
  FieldNode,
  GraphQLError,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
} from 'graphql';
import { locate, type Path } from './field-error.ts';
import type { Plan } from './plan.ts';
import { isPromise, type PromiseOrValue } from './promise-or-value.ts';

export type Data = Record<string, unknown>;

/** One execution. */
export interface Run {
  readonly plan: Plan;
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly errors: GraphQLError[];
}

/** A field as a document selects it of one type, under one key of the answer. */
export interface PlannedField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly isNullable: boolean;
  readonly complete: Complete;
}

/** All fields that are selected of a type. */
export interface PlannedFields {
  readonly fields: readonly PlannedField[];
  /**
   * An object with their keys: V8 copies it whole. One that grows key by key becomes a hash table
   * at the seventeenth, which takes twice as long to fill and half as long again to write as JSON.
   */
  readonly blank: Data;
}

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
) => unknown;

/** All fields of one object. Waits for promises only when there is one. */
export function executeFields(
  run: Run,
  { fields, blank }: PlannedFields,
  source: unknown,
  prev: Path | undefined,
): PromiseOrValue<Data> {
  const data: Data = { ...blank };
  const promises: Promise<void>[] = [];
  try {
    for (const field of fields) {
      const value = executeField(run, field, source, prev);
      data[field.key] = value;
      if (isPromise(value)) {
        promises.push(
          value.then((settled) => {
            data[field.key] = settled;
          }),
        );
      }
    }
  } catch (error) {
    return failAfter(promises, error);
  }
  return promises.length === 0 ? data : Promise.all(promises).then(() => data);
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
): unknown {
  const { key, complete } = field;
  try {
    const value = resolve(run, field, source, prev);
    const completed = isPromise(value)
      ? value.then((settled) => complete(run, field, settled, prev, key))
      : complete(run, field, value, prev, key);
    return isPromise(completed)
      ? completed.then(undefined, (error: unknown) => fail(run, field, error, prev))
      : completed;
  } catch (error) {
    return fail(run, field, error, prev);
  }
}

function resolve(run: Run, field: PlannedField, source: unknown, prev: Path | undefined): unknown {
  const { definition, nodes } = field;
  if (!definition.resolve && typeof source === 'object' && source !== null) {
    const value = (source as Data)[definition.name];
    if (typeof value !== 'function') return value;
  }
  const args =
    definition.args.length === 0 ? {} : getArgumentValues(definition, nodes[0]!, run.variables);
  const info = resolveInfo(run, field, { prev, key: field.key, typename: field.parentType.name });
  return (definition.resolve ?? defaultFieldResolver)(source, args, run.contextValue, info);
}

/** What resolvers learn of where they are. */
export function resolveInfo(
  { plan, rootValue, variables }: Run,
  { definition, nodes, parentType }: PlannedField,
  path: Path,
): GraphQLResolveInfo {
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema: plan.schema,
    fragments: plan.fragments,
    rootValue,
    operation: plan.operation,
    variableValues: variables,
  };
}

function fail(run: Run, field: PlannedField, error: unknown, prev: Path | undefined): null {
  const { key, nodes, parentType } = field;
  const located = locate(error, nodes, { prev, key, typename: parentType.name });
  if (!field.isNullable) throw located;
  run.errors.push(located);
  return null;
}
