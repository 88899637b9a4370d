import { toLower } from './go/lower-case.ts';
import { quote } from './go/quote.ts';
import type { Values } from './go/url-query.ts';

/** A search that cannot be taken apart; reported for field `q`. */
export class SearchSyntaxError extends Error {
  override readonly name = 'SearchSyntaxError';
}

/**
 * Takes a search text apart into keys and values; a term without a key gets `defaultKey`.
 * Throws `SearchSyntaxError` at the first element that is malformed.
 */
export function searchTerms(text: string, defaultKey: string, joinsBareWords: boolean): Values {
  const values = new Map<string, string[]>();
  const tokens = splitOutsideQuotes(toLower(text), ' ');
  for (const element of joinsBareWords ? joinBareWords(tokens) : tokens) {
    if (element.startsWith(':') || element.endsWith(':')) {
      throw new SearchSyntaxError(`Query element ${quote(element)} cannot start or end with ':'`);
    }
    const [first, second, ...more] = splitOutsideQuotes(element, ':').map(trimQuotes);
    if (more.length > 0) {
      throw new SearchSyntaxError(`Query element ${quote(element)} can only contain 1 ':'`);
    }
    const [key, value] =
      first === undefined || second === undefined ? [defaultKey, element] : [first, second];
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** A quote toggles wherever it stands; an open one swallows the rest. Empty pieces vanish. */
function splitOutsideQuotes(text: string, delimiter: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === delimiter && !quoted) {
      if (piece !== '') pieces.push(piece);
      piece = '';
    } else {
      piece += character;
    }
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

function joinBareWords(tokens: readonly string[]): readonly string[] {
  const bare = tokens.filter((token) => !token.includes(':'));
  const elements = tokens.filter((token) => token.includes(':'));
  return bare.length === 0 ? elements : [...elements, bare.join(' ')];
}

function trimQuotes(piece: string): string {
  return piece.replace(/^"+|"+$/g, '');
}
