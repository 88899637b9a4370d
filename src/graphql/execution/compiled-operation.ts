import { Kind, OperationTypeNode, visit } from 'graphql';
import type {
  DocumentNode,
  ExecutionArgs,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { tooComplex } from '../documents/too-complex.ts';
import { AnswerLimitError, type AnswerMeter } from './answer-meter.ts';
import { executeFields, executeInTurn, type Run } from './execute-fields.ts';
import { locate } from './field-error.ts';
import { late, type LateText, type Written } from './json-text.ts';
import { Plan } from './plan.ts';
import { isPromise, type PromiseOrValue } from './promise-or-value.ts';
import { coerceVariables } from './variables.ts';

/** What graphql-js makes of a query, but for its data, which is the text that it is sent as. */
export interface WrittenResult {
  /** Null where a field must not be null and is; undefined when nothing was executed. */
  readonly data?: LateText | null;
  readonly errors: readonly GraphQLError[];
}

export type CompiledOperation = (
  args: Pick<ExecutionArgs, 'rootValue' | 'contextValue' | 'variableValues'> & {
    readonly meter: AnswerMeter;
  },
) => PromiseOrValue<WrittenResult>;

/** Each variable in `@skip` or `@include` doubles an operation's plans; so many make eight. */
const maxConditions = 3;

/**
 * A query or mutation that is executed as graphql-js would, except that what it selects of each type
 * is found once for the document instead of for every object, and that its answer is written and
 * weighed as it is made, without objects in between. Undefined when the schema has no such operations.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  hideSuggestions = false,
): CompiledOperation | undefined {
  const rootType = schema.getRootType(operation.operation);
  if (!rootType || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  const conditions = conditionsIn(document);
  const fragments = fragmentsIn(document);
  const plans = new Map<string, Plan>();

  function planFor(variables: Record<string, unknown>): Plan {
    if (conditions.length > maxConditions) return new Plan(schema, fragments, operation, variables);
    const key = conditions.map((name) => String(variables[name])).join();
    let plan = plans.get(key);
    if (!plan) plans.set(key, (plan = new Plan(schema, fragments, operation, variables)));
    return plan;
  }

  return ({ rootValue, contextValue, variableValues, meter }) => {
    const { variableDefinitions = [] } = operation;
    const coerced = coerceVariables(
      schema,
      variableDefinitions,
      variableValues ?? {},
      hideSuggestions,
    );
    if (coerced.errors) return { errors: coerced.errors };
    const variables = coerced.values;
    const plan = planFor(variables);
    const run = { plan, rootValue, contextValue, variables, errors: [], meter };
    const fields = plan.rootFields(rootType);
    return execute(run, () =>
      isMutation
        ? executeInTurn(run, fields, rootValue)
        : executeFields(run, fields, rootValue, undefined),
    );
  };
}

function execute(run: Run, writeData: () => Written): PromiseOrValue<WrittenResult> {
  const succeed = (data: LateText) => ({ data, errors: run.errors });
  const fail = (error: unknown): WrittenResult => {
    if (error instanceof AnswerLimitError) return { errors: [tooComplex(error.message)] };
    return { data: null, errors: [...run.errors, locate(error, [])] };
  };
  try {
    const data = late(writeData());
    return isPromise(data) ? data.then(succeed, fail) : succeed(data);
  } catch (error) {
    return fail(error);
  }
}

function fragmentsIn(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((node) => [node.name.value, node]));
}

/** The variables that decide what is selected. */
function conditionsIn(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: nodes = [] }) => {
      for (const { value } of nodes) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
