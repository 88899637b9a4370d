import { GraphQLError, Kind } from 'graphql';
import type { ValueNode } from 'graphql';
import { builder } from './builder.ts';
import { copyNote, noteNumber } from '../upstream/json/exact-json.ts';
import { parseInstant } from '../feed/instant.ts';
import type { Instant } from '../feed/instant.ts';

builder.scalarType('DateTime', {
  description:
    'An instant in RFC 3339, e.g. `2026-02-10T10:00:00.123456Z`. Out: in UTC (`Z`), with every fraction digit the upstream wrote. In: any offset, upper or lower case `t` and `z`, 0–9 fraction digits, years 0002–9999, no second 60.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => value,
  parseValue: (value) => instantOf(value),
  parseLiteral: (node) => refuseLiteral(node, () => instantOf(stringOf(node))),
});

builder.scalarType('UUID', {
  description:
    'A UUID of any version in lower case, e.g. `8f8b8f6e-4c5e-4a3f-9d58-6b1c2f0e7a11`. Upper case is accepted as input.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc9562',
  serialize: (value) => value,
  parseValue: (value) => uuidOf(value),
  parseLiteral: (node) => refuseLiteral(node, () => uuidOf(stringOf(node))),
});

builder.scalarType('JSON', {
  description: 'Any JSON value: object, list, string, number, boolean or null.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => jsonOf(node, variables ?? {}),
});

function instantOf(value: unknown): Instant {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant && instant >= '0002') return instant;
  throw badInput(
    'A DateTime is RFC 3339 with an offset, such as "2026-02-10T10:00:00.123456Z", in the years 0002–9999.',
  );
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function uuidOf(value: unknown): string {
  if (typeof value === 'string' && uuid.test(value)) return value.toLowerCase();
  throw badInput('A UUID is written like "8f8b8f6e-4c5e-4a3f-9d58-6b1c2f0e7a11".');
}

/** graphql-js gives errors in variables no code, but keeps ours. */
function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** A literal is refused by validation, which has its own code. */
function refuseLiteral<T>(node: ValueNode, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, { nodes: node });
  }
}

function stringOf(node: ValueNode): string | undefined {
  return node.kind === Kind.STRING ? node.value : undefined;
}

/** Documents have a limit for brackets inside brackets, so that this does not recurse far. */
function jsonOf(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.OBJECT: {
      const object: Record<string, unknown> = Object.create(null);
      for (const { name, value } of node.fields) setJson(object, name.value, value, variables);
      return object;
    }
    case Kind.LIST: {
      const list: unknown[] = [];
      for (const [index, value] of node.values.entries()) {
        setJson(list, String(index), value, variables);
      }
      return list;
    }
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.ENUM:
      throw new GraphQLError(`JSON has no value ${node.value}: put it in quotes.`, { nodes: node });
    default:
      return node.value;
  }
}

/** Notes what a number was written as, here or in the variables. */
function setJson(
  container: object,
  key: string,
  node: ValueNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  Object.assign(container, { [key]: jsonOf(node, variables) });
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) noteNumber(container, key, node.value);
  if (node.kind === Kind.VARIABLE) copyNote(variables, node.name.value, container, key);
}
