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
  completeOrFail,
  type Completion,
  executeFields,
  failAfter,
  placeOf,
  type PlannedField,
  ResolveInfo,
  type Run,
} from './execute-fields.ts';
import type { Path } from './field-error.ts';
import { jsonText, late, type LateText, WaitingText, type Written } from './json-text.ts';
import { isPromise } from './promise-or-value.ts';

/** How values of a type are completed, by "Value Completion" in GraphQL's specification. */
export function completionOf(type: GraphQLOutputType): Completion {
  return { complete: completerOf(type), isNullable: !isNonNullType(type) };
}

function completerOf(type: GraphQLOutputType): Complete {
  if (isNonNullType(type)) return completeNonNull(completerOf(type.ofType));
  const complete = isListType(type)
    ? completeList(type.ofType)
    : isLeafType(type)
      ? completeLeaf(type)
      : isObjectType(type)
        ? completeObject(type)
        : completeAbstract(type);
  return (run, field, value, prev, key) => {
    if (value === null || value === undefined) return run.meter.write('null');
    if (value instanceof Error) throw value;
    return complete(run, field, value, prev, key);
  };
}

function completeNonNull(complete: Complete): Complete {
  return (run, field, value, prev, key) => {
    if (value !== null && value !== undefined) return complete(run, field, value, prev, key);
    throw new Error(
      `Cannot return null for non-nullable field ${field.parentType.name}.${field.definition.name}.`,
    );
  };
}

function completeLeaf(type: GraphQLLeafType): Complete {
  return (run, _field, value) => {
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) {
      throw new Error(`A value of ${type.name} was serialized as nothing.`);
    }
    return run.meter.write(jsonText(serialized) ?? 'null');
  };
}

function completeList(itemType: GraphQLOutputType): Complete {
  const items = completionOf(itemType);
  return (run, field, value, prev, key) => {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.definition.name}".`,
      );
    }
    const list: readonly unknown[] = Array.isArray(value)
      ? value
      : [...(value as Iterable<unknown>)];
    run.meter.add(list.length + 1);
    return completeItems(run, field, list, 0, placeOf(field, prev, key), items);
  };
}

/** From an item to the end of its list, in brackets when it is the first; others have their turn in between when it is a large one. */
function completeItems(
  run: Run,
  field: PlannedField,
  list: readonly unknown[],
  start: number,
  path: Path,
  items: Completion,
): Written {
  let text = start === 0 ? '[' : '';
  let waiting: WaitingText | undefined;
  try {
    for (let index = start; index < list.length; index += 1) {
      if (index > start && run.meter.isTurnOver) {
        waiting ??= new WaitingText();
        waiting.add(text, completeItemsLater(run, field, list, index, path, items));
        return waiting.end('');
      }
      const completed = completeOrFail(run, field, list[index], path, index, items);
      if (index > 0) text += ',';
      if (typeof completed === 'string') {
        text += completed;
      } else {
        waiting ??= new WaitingText();
        waiting.add(text, completed);
        text = '';
      }
    }
  } catch (error) {
    return failAfter(waiting?.promises ?? [], error);
  }
  return waiting ? waiting.end(`${text}]`) : `${text}]`;
}

async function completeItemsLater(
  ...[run, ...place]: Parameters<typeof completeItems>
): Promise<LateText> {
  await run.meter.nextTurn();
  return late(completeItems(run, ...place));
}

function completeObject(type: GraphQLObjectType): Complete {
  return (run, field, value, prev, key) => {
    if (!type.isTypeOf) return executeIf(true, type, run, field, value, prev, key);
    const info = new ResolveInfo(run, field, prev, key);
    const isOfType = type.isTypeOf(value, run.contextValue, info);
    return isPromise(isOfType)
      ? executeLater(isOfType, type, run, field, value, prev, key)
      : executeIf(isOfType, type, run, field, value, prev, key);
  };
}

function executeLater(
  isOfType: Promise<boolean>,
  type: GraphQLObjectType,
  ...place: Parameters<Complete>
): Promise<LateText> {
  return isOfType.then((is) => late(executeIf(is, type, ...place)));
}

function executeIf(
  isOfType: boolean,
  type: GraphQLObjectType,
  run: Run,
  field: PlannedField,
  value: unknown,
  prev: Path | undefined,
  key: string | number,
): Written {
  if (!isOfType) throw new Error(`A value is not of type ${type.name} as it should be.`);
  const path = placeOf(field, prev, key);
  return executeFields(run, run.plan.fieldsOf(type, field), value, path);
}

function completeAbstract(type: GraphQLAbstractType): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (run, field, value, prev, key) => {
    const info = new ResolveInfo(run, field, prev, key);
    const name = resolveType(value, run.contextValue, info, type);
    return isPromise(name)
      ? completeAsLater(name, type, run, field, value, prev, key)
      : completeAs(name, type, run, field, value, prev, key);
  };
}

function completeAsLater(
  name: Promise<string | undefined>,
  type: GraphQLAbstractType,
  ...place: Parameters<Complete>
): Promise<LateText> {
  return name.then((settled) => late(completeAs(settled, type, ...place)));
}

function completeAs(
  name: string | undefined,
  type: GraphQLAbstractType,
  ...[run, field, value, prev, key]: Parameters<Complete>
): Written {
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
