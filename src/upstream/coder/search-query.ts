import { InvalidArgumentError } from '../../feed/feed-error.ts';

/** The keys of Coder's audit search, in the order in which the server checks them. */
export const searchKeys = [
  'request_id',
  'resource_id',
  'resource_target',
  'username',
  'email',
  'date_from',
  'date_to',
  'organization',
  'resource_type',
  'action',
  'build_reason',
] as const;

type SearchKey = (typeof searchKeys)[number];
export type SearchTerms = Partial<Record<SearchKey, string>>;

/** Coder's search text for terms whose values were encoded by `encodeSearchValue`. */
export function formatSearchQuery(encoded: SearchTerms): string {
  return searchKeys
    .flatMap((key) => (encoded[key] === undefined ? [] : [`${key}:${encoded[key]}`]))
    .join(' ');
}

/**
 * Reads Coder's search text by Coder's own grammar (release 2.27 and newer), but for two of its
 * traps: values keep their case, and an empty value is refused where Coder drops the filter.
 * Throws InvalidArgumentError for what the grammar refuses.
 */
export function parseSearchQuery(text: string, argument: string): SearchTerms {
  const refuse = (why: string) => new InvalidArgumentError(argument, why);
  const terms: SearchTerms = {};
  for (const element of splitElements(text)) {
    const [key, value] = readElement(element, refuse);
    if (!isSearchKey(key)) {
      throw refuse(`"${key}" is not a key of Coder's search. Its keys: ${searchKeys.join(', ')}.`);
    }
    if (terms[key] !== undefined) throw refuse(`"${key}" is given more than once.`);
    if (value === '') throw refuse(`"${key}" has no value; leave it out for no filter.`);
    terms[key] = value;
  }
  if (Object.keys(terms).length === 0) throw refuse('The search must not be empty.');
  return terms;
}

/** Elements hold a colon anywhere; all other words are joined into a single last element. */
function splitElements(text: string): string[] {
  const words = splitUnquoted(text, ' ').filter((word) => word !== '');
  const bare = words.filter((word) => !word.includes(':'));
  const elements = words.filter((word) => word.includes(':'));
  return bare.length === 0 ? elements : [...elements, bare.join(' ')];
}

function readElement(
  element: string,
  refuse: (why: string) => InvalidArgumentError,
): [key: string, value: string] {
  if (element.startsWith(':') || element.endsWith(':')) {
    throw refuse(`Query element "${element}" cannot start or end with ':'.`);
  }
  const pieces = splitUnquoted(element, ':').filter((piece) => piece !== '');
  if (pieces.length > 2) throw refuse(`Query element "${element}" can only contain 1 ':'.`);
  if (pieces.length < 2) return ['resource_type', element];
  const [key, value] = pieces.map(withoutOuterQuotes);
  return [key!.toLowerCase(), value!];
}

/** By hand: a regular expression takes quadratic time for quotes in the middle of a long text. */
function withoutOuterQuotes(text: string): string {
  let [start, end] = [0, text.length];
  while (text[start] === '"') start += 1;
  while (end > start && text[end - 1] === '"') end -= 1;
  return text.slice(start, end);
}

/** A quote opens or closes wherever it stands; there is no escape. */
function splitUnquoted(text: string, separator: string): string[] {
  const pieces = [''];
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === separator && !isQuoted) pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  return pieces;
}

function isSearchKey(key: string): key is SearchKey {
  return (searchKeys as readonly string[]).includes(key);
}
