import { GraphQLError, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { findExcess } from './document-limits.ts';
import type { DocumentLimits } from './document-limits.ts';
import { tooComplex } from './too-complex.ts';

/**
 * Refuses documents that are too large as soon as they are parsed: validating them takes more time
 * than that. The refusal of a text is remembered as what it parses to is.
 */
export function useQueryLimits(
  limits: DocumentLimits & { readonly maxQueryTokens: number },
): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        const document = parseUpTo(limits.maxQueryTokens, source, options);
        const excess = findExcess(document, limits);
        if (excess !== undefined) throw tooComplex(excess);
        return document;
      });
    },
  };
}

function parseUpTo(
  maxTokens: number,
  ...[source, options]: Parameters<typeof parse>
): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError && /more tha[nt] \d+ tokens/.test(error.message)) {
      throw tooComplex(
        `The document has more than ${maxTokens} tokens; the limit is ${maxTokens} (MAX_QUERY_TOKENS).`,
      );
    }
    throw error;
  }
}
