import {
  defaultTypeResolver,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type {
  GraphQLAbstractType,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
} from 'graphql';
import {
  type Complete,
  executeFields,
  failAfter,
  type PlannedField,
  resolveInfo,
  type Run,
} from './execute-fields.ts';
import { locate, type Path } from './field-error.ts';
import { isPromise } from './promise-or-value.ts';

/** How values of a type are completed, by "Value Completion" in GraphQL's specification. */
export function completerOf(type: GraphQLOutputType): Complete {
  if (isNonNullType(type)) return completeNonNull(completerOf(type.ofType));
  const complete = isListType(type)
    ? completeList(type.ofType)
    : isLeafType(type)
      ? completeLeaf(type)
      : isObjectType(type)
        ? completeObject(type)
        : completeAbstract(type);
  return (run, field, value, prev, key) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(run, field, value, prev, key);
  };
}

function completeNonNull(complete: Complete): Complete {
  return (run, field, value, prev, key) => {
    const completed = complete(run, field, value, prev, key);
    if (completed !== null) return completed;
    throw new Error(
      `Cannot return null for non-nullable field ${field.parentType.name}.${field.definition.name}.`,
    );
  };
}

function completeLeaf(type: GraphQLLeafType): Complete {
  return (_run, _field, value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized !== null && serialized !== undefined) return serialized;
    throw new Error(`A value of ${type.name} was serialized as nothing.`);
  };
}

function completeList(itemType: GraphQLOutputType): Complete {
  const completeItem = completerOf(itemType);
  const isNullable = !isNonNullType(itemType);
  return (run, field, value, prev, key) => {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.definition.name}".`,
      );
    }
    const path = pathOf(field, prev, key);
    const items: unknown[] = [];
    const promises: Promise<void>[] = [];
    const fail = (error: unknown, index: number) => {
      const place = { prev: path, key: index, typename: undefined };
      const located = locate(error, field.nodes, place);
      if (!isNullable) throw located;
      run.errors.push(located);
      return null;
    };
    try {
      for (const item of value as Iterable<unknown>) {
        const index = items.length;
        const completed = completeOne(item, index);
        items.push(completed);
        if (isPromise(completed)) {
          promises.push(
            completed.then((settled) => {
              items[index] = settled;
            }),
          );
        }
      }
    } catch (error) {
      return failAfter(promises, error);
    }
    return promises.length === 0 ? items : Promise.all(promises).then(() => items);

    function completeOne(item: unknown, index: number): unknown {
      try {
        const completed = isPromise(item)
          ? item.then((settled) => completeItem(run, field, settled, path, index))
          : completeItem(run, field, item, path, index);
        return isPromise(completed)
          ? completed.then(undefined, (error: unknown) => fail(error, index))
          : completed;
      } catch (error) {
        return fail(error, index);
      }
    }
  };
}

function completeObject(type: GraphQLObjectType): Complete {
  return (run, field, value, prev, key) => {
    const path = pathOf(field, prev, key);
    const isOfType =
      type.isTypeOf?.(value, run.contextValue, resolveInfo(run, field, path)) ?? true;
    if (isPromise(isOfType)) {
      return isOfType.then((is) => executeIf(is, run, type, field, value, path));
    }
    return executeIf(isOfType, run, type, field, value, path);
  };
}

function executeIf(
  isOfType: boolean,
  run: Run,
  type: GraphQLObjectType,
  field: PlannedField,
  value: unknown,
  path: Path,
): unknown {
  if (!isOfType) throw new Error(`A value is not of type ${type.name} as it should be.`);
  return executeFields(run, run.plan.fieldsOf(type, field.nodes), value, path);
}

function completeAbstract(type: GraphQLAbstractType): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (run, field, value, prev, key) => {
    const info = resolveInfo(run, field, pathOf(field, prev, key));
    const name = resolveType(value, run.contextValue, info, type);
    return isPromise(name)
      ? name.then((settled) => completeAs(settled, type, run, field, value, prev, key))
      : completeAs(name, type, run, field, value, prev, key);
  };
}

function completeAs(
  name: string | undefined,
  type: GraphQLAbstractType,
  ...[run, field, value, prev, key]: Parameters<Complete>
): unknown {
  const { schema } = run.plan;
  const objectType = name === undefined ? undefined : schema.getType(name);
  if (isObjectType(objectType) && isAbstractType(type) && schema.isSubType(type, objectType)) {
    return completeObject(objectType)(run, field, value, prev, key);
  }
  const { parentType, definition, nodes } = field;
  throw new GraphQLError(
    `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${definition.name}". Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
    { nodes },
  );
}

function pathOf({ parentType }: PlannedField, prev: Path | undefined, key: string | number): Path {
  return { prev, key, typename: typeof key === 'string' ? parentType.name : undefined };
}
