import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import type { ASTVisitor, ValidationContext } from 'graphql';

/** Keeps the schema to those who know it: no introspection, no subgraph's SDL. */
export const noIntrospectionRules = [NoSchemaIntrospectionCustomRule, noSubgraphSdlRule];

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
