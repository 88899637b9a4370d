import type { Plugin } from 'graphql-yoga';
import type { QueryOf } from '../../graphql/documents/persisted-documents.ts';

/** Puts the text of a document in the place of its id. */
export function usePersistedDocuments(queryOf: QueryOf): Plugin {
  return {
    onParams({ params, setParams }) {
      if (typeof params !== 'object' || params === null) return;
      const query = queryOf(params);
      if (query !== params.query) setParams({ ...params, query: query as string });
    },
  };
}
