import {
  getDirectiveValues,
  getNullableType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isScalarType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { completionOf } from './complete-value.ts';
import type { PlannedField, PlannedFields } from './execute-fields.ts';

interface Selecting {
  readonly selectionSet?: SelectionSetNode | undefined;
}

/**
 * What an operation selects of each type, found when it is first needed. Good for the variables
 * that it was made with, as far as `@skip` and `@include` use them.
 */
export class Plan {
  readonly schema: GraphQLSchema;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly operation: OperationDefinitionNode;
  readonly #variables: Record<string, unknown>;
  #root: PlannedFields | undefined;

  constructor(
    schema: GraphQLSchema,
    fragments: Record<string, FragmentDefinitionNode>,
    operation: OperationDefinitionNode,
    variables: Record<string, unknown>,
  ) {
    this.schema = schema;
    this.fragments = fragments;
    this.operation = operation;
    this.#variables = variables;
  }

  rootFields(type: GraphQLObjectType): PlannedFields {
    return (this.#root ??= this.#plan(type, [this.operation]));
  }

  /** Below a field whose value is of this type. */
  fieldsOf(type: GraphQLObjectType, { selected, nodes }: PlannedField): PlannedFields {
    let fields = selected.get(type);
    if (!fields) selected.set(type, (fields = this.#plan(type, nodes)));
    return fields;
  }

  #plan(type: GraphQLObjectType, nodes: readonly Selecting[]): PlannedFields {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const { selectionSet } of nodes) {
      this.#collect(type, selectionSet?.selections ?? [], fields, spread);
    }
    const planned: PlannedField[] = [];
    for (const [key, fieldNodes] of fields) {
      const definition = this.#definitionOf(type, fieldNodes[0]!.name.value);
      if (!definition) continue;
      const { complete, isNullable } = completionOf(definition.type);
      planned.push({
        key,
        opening: `${planned.length === 0 ? '' : ','}"${key}":`,
        nodes: fieldNodes,
        parentType: type,
        definition,
        complete,
        isNullable,
        property: isScalarType(getNullableType(definition.type))
          ? propertyOf(definition)
          : undefined,
        selected: new Map(),
      });
    }
    return planned;
  }

  /** By the key in the answer, in the order in which the document has them; each fragment once. */
  #collect(
    type: GraphQLObjectType,
    selections: readonly SelectionNode[],
    fields: Map<string, FieldNode[]>,
    spread: Set<string>,
  ): void {
    for (const selection of selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(selection);
        else fields.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments[selection.name.value];
      if (fragment && this.#applies(type, fragment.typeCondition?.name.value)) {
        this.#collect(type, fragment.selectionSet.selections, fields, spread);
      }
    }
  }

  #isIncluded(selection: SelectionNode): boolean {
    const valueOf = (directive: typeof GraphQLSkipDirective) =>
      getDirectiveValues(directive, selection, this.#variables)?.['if'];
    return valueOf(GraphQLSkipDirective) !== true && valueOf(GraphQLIncludeDirective) !== false;
  }

  #applies(type: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = this.schema.getType(condition);
    return isAbstractType(conditionType) && this.schema.isSubType(conditionType, type);
  }

  #definitionOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (type === this.schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }
}

/**
 * The property that a field shows as it is, as Pothos notes it; its resolver gives the same. With
 * `jsonProperty` a field says so of what the source knows as JSON, and its resolver does the rest.
 */
function propertyOf({ extensions }: GraphQLField<unknown, unknown>): string | undefined {
  return (extensions['pothosExposedField'] ?? extensions['jsonProperty']) as string | undefined;
}
