import { readFile } from 'node:fs/promises';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import type { GraphQLNamedType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { printClientSchema } from '../src/schema/federation.ts';
import { schema } from '../src/schema/schema.ts';

describe('the schema', () => {
  it('is the one in the repository: run `npm run schema` after a change', async () => {
    const committed = await readFile(new URL('../schema.graphql', import.meta.url), 'utf8');

    expect(committed).toBe(printClientSchema(schema));
  });

  it('describes every type, field, argument, input field and enum value in full sentences', () => {
    const types = Object.values(schema.getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    );
    const described = types.flatMap((type) => [[type.name, type] as const, ...partsOf(type)]);

    const undescribed = described.filter(
      ([, { description }]) => !/^[A-Z`0-9].{4,}\.$/s.test(description ?? ''),
    );

    expect(described.length).toBeGreaterThan(100);
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  it('lets every field that needs an upstream fail alone', () => {
    const { auditLogs, auditEvents, node, viewer, user, organization, organizations } = schema
      .getQueryType()!
      .getFields();

    expect(
      [auditLogs, auditEvents, node, viewer, user, organization, organizations].map((field) =>
        String(field?.type).endsWith('!'),
      ),
    ).not.toContain(true);
  });
});

interface Described {
  readonly description?: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): (readonly [name: string, part: Described])[] {
  if (isEnumType(type)) {
    return type.getValues().map((value) => [`${type.name}.${value.name}`, value]);
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field]);
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [`${type.name}.${field.name}`, field] as const,
    ...field.args.map((arg) => [`${type.name}.${field.name}(${arg.name}:)`, arg] as const),
  ]);
}
