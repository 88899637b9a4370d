const surrogateEscape = /\\u[dD][89a-fA-F]/;
/** What a backslash begins: a pair of surrogates, one alone, or anything else. */
const escapes =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|[^])/g;

/**
 * JSON in which every half of a surrogate pair that stands alone is U+FFFD: as an escape it is JSON,
 * but many readers refuse all of the text for it.
 */
export function wellFormedJson(json: string): string {
  if (!surrogateEscape.test(json)) return json;
  return json.replace(escapes, (escape: string, alone: string | undefined) =>
    alone === undefined ? escape : String.raw`\ufffd`,
  );
}
