import { validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Each takes a while to tell; whoever has more mistakes mends these first. */
const maxErrors = 20;

/** Validates as graphql-js does, and ends where a document has very many errors. */
export function useValidation(options: { readonly hideSuggestions: boolean }): Plugin {
  return {
    onValidate({ setValidationFn }) {
      setValidationFn((schema, document, rules, _options, typeInfo) =>
        validate(schema, document, rules, { ...options, maxErrors }, typeInfo),
      );
    },
  };
}
