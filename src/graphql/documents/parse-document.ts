import { Lexer, parse, Source, TokenKind } from 'graphql';
import type { DocumentNode } from 'graphql';
import { findExcess } from './document-limits.ts';
import type { DocumentLimits } from './document-limits.ts';
import { tooComplex } from './too-complex.ts';

/**
 * Brackets inside brackets: parsing, validating and executing recurse into them. A query as deep as
 * MAX_QUERY_DEPTH allows has some 20, introspection has 13.
 */
const maxNesting = 100;

/** Of fields, aliases, fragments, variables: clients that make them up come to some hundred. */
const maxNameLength = 256;

export type ParseLimits = DocumentLimits & { readonly maxQueryTokens: number };

/**
 * Parses a document. Refuses one that is too large before it is parsed or validated, which takes
 * more time than finding out.
 */
export function parseDocument(text: string, limits: ParseLimits): DocumentNode {
  const source = new Source(text);
  checkTokens(source, limits.maxQueryTokens);
  const document = parse(source);
  const excess = findExcess(document, limits);
  if (excess !== undefined) throw tooComplex(excess);
  return document;
}

function checkTokens(source: Source, maxTokens: number): void {
  const lexer = new Lexer(source);
  let nesting = 0;
  for (let tokens = 1; lexer.advance().kind !== TokenKind.EOF; tokens += 1) {
    if (tokens > maxTokens) refuseLength('tokens', maxTokens);
    // Where an error stands is found by counting lines.
    if (lexer.line > maxTokens) refuseLength('lines', maxTokens);
    const { kind, start, end } = lexer.token;
    if (kind === TokenKind.NAME && end - start > maxNameLength) {
      throw tooComplex(
        `The document has a name of ${end - start} characters; the limit is ${maxNameLength}.`,
      );
    }
    nesting += nestingOf(kind);
    if (nesting > maxNesting) {
      throw tooComplex(
        `The document has more than ${maxNesting} brackets inside one another; the limit is ${maxNesting}.`,
      );
    }
  }
}

function refuseLength(what: 'tokens' | 'lines', max: number): never {
  throw tooComplex(
    `The document has more than ${max} ${what}; the limit is ${max} (MAX_QUERY_TOKENS).`,
  );
}

function nestingOf(kind: TokenKind): number {
  switch (kind) {
    case TokenKind.BRACE_L:
    case TokenKind.BRACKET_L:
    case TokenKind.PAREN_L:
      return 1;
    case TokenKind.BRACE_R:
    case TokenKind.BRACKET_R:
    case TokenKind.PAREN_R:
      return -1;
    default:
      return 0;
  }
}
