import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import type { GraphQLSchema, VariableDefinitionNode } from 'graphql';
import { copyNote } from '../../upstream/json/exact-json.ts';
import { printValue } from './print-value.ts';

/** Each error is a hint; whoever needs more than some has to mend these first. */
const maxErrors = 5;

type Values = Readonly<Record<string, unknown>>;

export type Coerced =
  | { readonly values: Record<string, unknown>; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[] };

/**
 * The values of an operation's variables, by "Coercing Variable Values" in GraphQL's specification.
 * graphql-js shows all of a value in every error, of which one value may have thousands: here the
 * first few are told, and values are cut.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Values,
  hideSuggestions: boolean,
): Coerced {
  const values: Record<string, unknown> = Object.create(null);
  const errors: GraphQLError[] = [];
  const report = (error: GraphQLError) => {
    if (errors.length === maxErrors) throw enough;
    errors.push(error);
  };
  try {
    for (const definition of definitions) {
      coerceVariable(schema, definition, given, values, { report, hideSuggestions });
    }
  } catch (error) {
    if (error !== enough) throw error;
    errors.push(
      new GraphQLError(
        `More is wrong with the variables; the first ${maxErrors} errors are told.`,
        {
          nodes: definitions[0] ?? null,
        },
      ),
    );
  }
  return errors.length > 0 ? { errors } : { values };
}

const enough = new Error('Enough errors are known.');

interface Reporting {
  readonly report: (error: GraphQLError) => void;
  readonly hideSuggestions: boolean;
}

function coerceVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  given: Values,
  values: Record<string, unknown>,
  { report, hideSuggestions }: Reporting,
): void {
  const name = definition.variable.name.value;
  // What is no input type, validation refuses.
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) return;
  if (!Object.hasOwn(given, name)) {
    if (definition.defaultValue) values[name] = valueFromAST(definition.defaultValue, type);
    else if (isNonNullType(type)) {
      report(refusal(definition, `of required type "${String(type)}" was not provided.`));
    }
    return;
  }
  const value = given[name];
  if (value === null && isNonNullType(type)) {
    report(refusal(definition, `of non-null type "${String(type)}" must not be null.`));
    return;
  }
  values[name] = coerceInputValue(
    value,
    type,
    (path, invalid, error) => {
      const place = path.length === 0 ? '' : ` at "${name}${printPath(path)}"`;
      const message = `got invalid value ${printValue(invalid)}${place}; ${error.message}`;
      report(refusal(definition, message, error));
    },
    hideSuggestions,
  );
  copyNote(given, name, values);
}

function refusal(
  definition: VariableDefinitionNode,
  message: string,
  originalError?: GraphQLError,
): GraphQLError {
  return new GraphQLError(`Variable "$${definition.variable.name.value}" ${message}`, {
    nodes: definition,
    originalError: originalError ?? null,
  });
}

function printPath(path: readonly (string | number)[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}
