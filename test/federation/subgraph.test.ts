import { buildSchema, isInputObjectType, isIntrospectionType, parse, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printSubgraph } from '../../src/schema/federation.ts';
import { schema } from '../../src/schema/schema.ts';
import { startGateway } from '../support/gateway.ts';
import type { Gateway } from '../support/gateway.ts';

const sdl = printSubgraph(schema);
const subgraph = buildSchema(
  `${sdl}
  directive @link(url: String!, import: [String!]) on SCHEMA
  directive @key(fields: String!) repeatable on OBJECT
  directive @shareable on OBJECT | FIELD_DEFINITION`,
  { assumeValidSDL: true },
);

/** A type's declaration up to its fields. */
function headOf(type: string): string | undefined {
  return new RegExp(`^type ${type}\\b(.*) \\{$`, 'm').exec(sdl)?.[1]?.trim();
}

function fieldsOf(type: string): string[] {
  const declared = subgraph.getType(type);
  return declared && 'getFields' in declared ? Object.keys(declared.getFields()) : [];
}

function isShared(field: string): boolean {
  return new RegExp(`^  ${field}: .* @shareable$`, 'm').test(sdl);
}

describe('the SDL of the subgraph', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.close());

  it('is what the server answers to a router', async () => {
    const { data, errors } = await gateway.query('{ _service { sdl } }');

    expect(errors).toBeUndefined();
    expect(data).toEqual({ _service: { sdl } });
  });

  it('is not shown when introspection is off', async () => {
    const closed = await startGateway({ config: { introspection: false } });

    const { data, errors } = await closed.query('{ _service { sdl } }');

    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    await closed.close();
  });

  it('imports the directives that it uses, and no other', () => {
    const used = new Set<string>();
    visit(parse(sdl), { Directive: ({ name }) => void used.add(name.value) });

    expect(sdl.split('\n', 1)).toEqual([
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])',
    ]);
    expect([...used].toSorted()).toEqual(['key', 'link', 'shareable', 'specifiedBy']);
  });

  it.each([
    ['AuditLog', 'implements Node & AuditEntry @key(fields: "id")'],
    ['AuditEvent', 'implements Node & AuditEntry @key(fields: "id")'],
    ['User', '@key(fields: "userId") @key(fields: "email")'],
    ['Organization', '@key(fields: "organizationId") @key(fields: "name")'],
    ['PageInfo', '@shareable'],
    ['AuditLogConnection', ''],
  ])('declares %s with %j', (type, head) => {
    expect(headOf(type)).toBe(head);
  });

  it.each([
    [
      'User',
      'userId username name email avatarUrl status loginType createdAt updatedAt lastSeenAt isServiceAccount hasAiSeat',
      'roles organizations auditLogs auditEvents',
    ],
    [
      'Organization',
      'organizationId name displayName icon description createdAt updatedAt isDefault',
      'defaultOrgMemberRoles auditLogs',
    ],
  ])('shares the plain fields of %s, and has no global id', (type, shared, others) => {
    const fields = fieldsOf(type);

    expect(fields.filter(isShared).join(' ')).toBe(shared);
    expect(fields.filter((field) => !isShared(field)).join(' ')).toBe(others);
  });

  it('leaves the root fields out that other subgraphs own', () => {
    expect(fieldsOf('Query')).toEqual(['auditLogs', 'auditEvents', 'auditTimeline']);
    expect(fieldsOf('Mutation')).toEqual(['generateTestAuditLog']);
  });

  it('leaves the types out that nothing refers to any more', () => {
    const left = Object.keys(schema.getTypeMap()).filter((name) => !subgraph.getType(name));

    expect(left.toSorted()).toEqual(['AuditUpstream', 'Float', '_Any', '_Entity', '_Service']);
  });

  it('keeps its inputs free of `@oneOf`, which the server goes by all the same', () => {
    const inputs = Object.values(subgraph.getTypeMap()).filter(isInputObjectType);

    expect(inputs.length).toBeGreaterThan(5);
    expect(inputs.some(({ isOneOf }) => isOneOf)).toBe(false);
    expect(schema.getType('AuditUserBy')).toMatchObject({ isOneOf: true });
  });

  it('keeps every description', () => {
    const described = Object.values(subgraph.getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && schema.getType(type.name)?.description,
    );

    expect(described.every(({ description }) => description)).toBe(true);
    expect(described.length).toBeGreaterThan(30);
  });
});
