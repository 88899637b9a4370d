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

export type SearchKey = (typeof searchKeys)[number];
export type SearchTerms = Partial<Record<SearchKey, string>>;

/** A piece of a search that says one thing, such as `action:create`. */
export interface SearchElement {
  readonly text: string;
  /** Its first character, counted from 1. */
  readonly at: number;
}

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
  const terms: SearchTerms = {};
  for (const element of splitElements(text)) {
    const refuse = (why: string) => new InvalidArgumentError(argument, atElement(element, why));
    const [key, value] = readElement(element.text, refuse);
    if (!isSearchKey(key)) {
      throw refuse(`"${key}" is not a key of Coder's search. Its keys: ${searchKeys.join(', ')}.`);
    }
    if (terms[key] !== undefined) throw refuse(`"${key}" is given more than once.`);
    if (value === '') throw refuse(`"${key}" has no value; leave it out for no filter.`);
    terms[key] = value;
  }
  if (Object.keys(terms).length === 0) {
    throw new InvalidArgumentError(argument, 'The search must not be empty.');
  }
  return terms;
}

/** Where a search that can be read says something about a key. */
export function findElement(search: string, key: SearchKey): SearchElement | undefined {
  return splitElements(search).find(({ text }) => readElement(text, Error)[0] === key);
}

const maxTextShown = 60;

/** What is wrong with a piece of a search, and where it stands. */
export function atElement({ text, at }: SearchElement, why: string): string {
  const shown = text.length > maxTextShown ? `${text.slice(0, maxTextShown)}…` : text;
  return `At character ${at} of the search, \`${shown}\`: ${why}`;
}

/** Elements hold a colon anywhere; all other words are joined into a single last element. */
function splitElements(search: string): SearchElement[] {
  const words = splitUnquoted(search, ' ').filter(({ text }) => text !== '');
  const bare = words.filter(({ text }) => !text.includes(':'));
  const elements = words.filter(({ text }) => text.includes(':'));
  if (bare.length === 0) return elements;
  return [...elements, { text: bare.map(({ text }) => text).join(' '), at: bare[0]!.at }];
}

function readElement(
  element: string,
  refuse: (why: string) => Error,
): [key: string, value: string] {
  if (element.startsWith(':') || element.endsWith(':')) {
    throw refuse('It cannot start or end with a colon.');
  }
  const pieces = splitUnquoted(element, ':').flatMap(({ text }) => (text === '' ? [] : [text]));
  if (pieces.length > 2) throw refuse('It can only contain one colon outside of quotes.');
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
function splitUnquoted(text: string, separator: string): SearchElement[] {
  const pieces = [{ text: '', at: 1 }];
  let [isQuoted, at] = [false, 0];
  for (const character of text) {
    at += 1;
    if (character === '"') isQuoted = !isQuoted;
    if (character === separator && !isQuoted) pieces.push({ text: '', at: at + 1 });
    else pieces.at(-1)!.text += character;
  }
  return pieces;
}

function isSearchKey(key: string): key is SearchKey {
  return (searchKeys as readonly string[]).includes(key);
}
