import { getVariableValues, Kind, OperationTypeNode, visit } from 'graphql';
import type {
  DocumentNode,
  ExecutionArgs,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { executeFields, type Run } from './execute-fields.ts';
import { locate } from './field-error.ts';
import { late, LateText, type Written } from './json-text.ts';
import { Plan } from './plan.ts';
import { isPromise, type PromiseOrValue } from './promise-or-value.ts';

/** What graphql-js makes of a query, but for its data, which is the text that it is sent as. */
export interface WrittenResult {
  readonly data: LateText;
  readonly errors: readonly GraphQLError[];
}

/** Undefined when the plain executor has to do it, for its variables are wrong. */
export type CompiledOperation = (
  args: Pick<ExecutionArgs, 'rootValue' | 'contextValue' | 'variableValues'>,
) => PromiseOrValue<WrittenResult> | undefined;

/** Each variable in `@skip` or `@include` doubles an operation's plans; so many make eight. */
const maxConditions = 3;

/**
 * A query that is executed as graphql-js would, except that what it selects of each type is found
 * once for the document instead of for every object, and that its answer is written as it is made,
 * without objects in between. Undefined for mutations, subscriptions and odd documents.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | undefined {
  const rootType = schema.getQueryType();
  const conditions = conditionsIn(document);
  if (operation.operation !== OperationTypeNode.QUERY || !rootType) return undefined;
  if (conditions.length > maxConditions) return undefined;
  const fragments = fragmentsIn(document);
  const plans = new Map<string, Plan>();

  return ({ rootValue, contextValue, variableValues }) => {
    const { variableDefinitions = [] } = operation;
    // The first error is enough: each one shows the whole value that it is about.
    const { coerced } = getVariableValues(schema, variableDefinitions, variableValues ?? {}, {
      maxErrors: 0,
    });
    if (!coerced) return undefined;
    const key = conditions.map((name) => String(coerced[name])).join();
    let plan = plans.get(key);
    if (!plan) plans.set(key, (plan = new Plan(schema, fragments, operation, coerced)));
    const run = { plan, rootValue, contextValue, variables: coerced, errors: [] };
    return execute(run, () => executeFields(run, plan.rootFields(rootType), rootValue, undefined));
  };
}

function execute(run: Run, writeData: () => Written): PromiseOrValue<WrittenResult> {
  const succeed = (data: LateText) => ({ data, errors: run.errors });
  const fail = (error: unknown) => {
    run.errors.push(locate(error));
    return succeed(new LateText('null'));
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
