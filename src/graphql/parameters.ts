import { GraphQLError } from 'graphql';
import type { QueryOf } from './documents/persisted-documents.ts';

/** One set of parameters that GraphQL over HTTP allows. */
export interface Parameters {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
}

const names = new Set(['query', 'documentId', 'operationName', 'variables', 'extensions']);

/** Checks a set of parameters, and takes the text of a document that is given by its id. */
export function checkParameters(given: unknown, queryOf: QueryOf): Parameters {
  if (typeof given !== 'object' || given === null) throw notAnObject(given);
  const query = queryOf(given);
  if (Array.isArray(given)) throw notAnObject(given);
  const { operationName, variables, extensions } = given as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(given)) {
    if (names.has(name) || value === null || value === undefined) continue;
    throw refusal(`Unexpected parameter "${name}" in the request body.`);
  }
  if (query === null || query === undefined) {
    throw refusal('Must provide query string.', allowed);
  }
  if (typeof query !== 'string') {
    throw refusal(`Expected "query" param to be a string, but given ${typeOf(query)}.`, allowed);
  }
  for (const [name, value] of [
    ['variables', variables],
    ['extensions', extensions],
  ] as const) {
    if (['object', 'null', 'undefined'].includes(typeOf(value))) continue;
    throw refusal(
      `Expected "${name}" param to be empty or an object, but given ${typeOf(value)}.`,
      allowed,
    );
  }
  return {
    query,
    // What is no text is no operation's name either.
    operationName: operationName as Parameters['operationName'],
    variables: variables as Parameters['variables'],
  };
}

const allowed = { Allow: 'GET, POST' };

function notAnObject(given: unknown): GraphQLError {
  return refusal(`Expected params to be an object but given ${typeOf(given)}.`, allowed);
}

function refusal(message: string, headers?: Readonly<Record<string, string>>): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_REQUEST', http: { status: 400, ...(headers && { headers }) } },
  });
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
