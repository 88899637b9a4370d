import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../../schema/client-errors.ts';
import type { Config } from '../../config/config.ts';
import { TextCache } from '../../memory/text-cache.ts';

/** The text of the document that a request asks for; throws when there is none for its id. */
export type QueryOf = (request: Request) => unknown;

/** Of documents that clients registered: as much as is parsed and remembered. */
const maxRegisteredCharacters = 200_000;

/**
 * Takes a document by its id: `documentId` of the operator's list, or the SHA-256 of automatic
 * persisted queries (`extensions.persistedQuery`), which clients register by sending both once.
 * With `persistedDocumentsOnly`, answers what is in the list and nothing else.
 */
export function createPersistedDocuments({
  persistedDocuments: listed = new Map<string, string>(),
  persistedDocumentsOnly: isListedOnly,
}: Pick<Config, 'persistedDocuments' | 'persistedDocumentsOnly'>): QueryOf {
  const listedTexts = new Set(listed.values());
  const registered = new TextCache<string>(maxRegisteredCharacters);

  function queryOf({ query, documentId, extensions }: Request): unknown {
    if (documentId !== undefined && documentId !== null) {
      if (query) throw refusal('BAD_USER_INPUT', 'Give `query` or `documentId`, not both.');
      if (typeof documentId === 'string') return listed.get(documentId) ?? unknownDocument();
      throw refusal('BAD_USER_INPUT', 'A `documentId` is a text.');
    }
    const hash = hashIn(extensions);
    if (!query && hash !== undefined) {
      return listed.get(hash) ?? registered.get(hash) ?? unknownHash();
    }
    if (isListedOnly && typeof query === 'string' && !listedTexts.has(query)) {
      throw refusal('FORBIDDEN', 'This gateway answers only the documents of its list.', 403);
    }
    if (hash !== undefined && typeof query === 'string' && !isListedOnly) register(hash, query);
    return query;
  }

  function register(hash: string, query: string): void {
    if (createHash('sha256').update(query).digest('hex') !== hash) {
      throw refusal('BAD_USER_INPUT', 'The hash of the persisted query is not that of `query`.');
    }
    registered.set(hash, query, { size: query.length });
  }

  return queryOf;
}

/** As it was sent, checked by nobody yet. */
interface Request {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

function hashIn(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: unknown };
  const { sha256Hash } = (persistedQuery ?? {}) as { sha256Hash?: unknown };
  return typeof sha256Hash === 'string' ? sha256Hash : undefined;
}

function unknownDocument(): never {
  throw refusal('PERSISTED_QUERY_NOT_FOUND', 'The list has no document of this `documentId`.');
}

/** In the words that clients wait for before they send the text; they take no other status. */
function unknownHash(): never {
  throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', 200);
}

function refusal(code: ClientErrorCode, message: string, status = 400): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}
