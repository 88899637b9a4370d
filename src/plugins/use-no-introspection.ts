import { execute, GraphQLError, NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import type { ASTVisitor, ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Keeps the schema to those who know it: no introspection, no subgraph's SDL, no "Did you mean". */
export function useNoIntrospection(): Plugin {
  return {
    onValidate({ addValidationRule, setValidationFn }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
      addValidationRule(noSubgraphSdlRule);
      setValidationFn((schema, document, rules, _options, typeInfo) =>
        validate(schema, document, rules, { hideSuggestions: true }, typeInfo),
      );
    },
    onExecute({ args, setExecuteFn }) {
      Object.assign(args, { hideSuggestions: true });
      // Yoga's own does not hide what it suggests for variables.
      setExecuteFn(execute);
    },
  };
}

function noSubgraphSdlRule(context: ValidationContext): ASTVisitor {
  return {
    Field(field) {
      if (field.name.value !== '_service') return;
      context.reportError(
        new GraphQLError('The schema is not shown here: introspection is off.', { nodes: field }),
      );
    },
  };
}
