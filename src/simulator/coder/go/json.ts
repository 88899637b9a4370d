/** `json.Encoder.Encode`: HTML characters and line separators escaped, a newline at the end. */
export function encodeJson(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}

/** The value with all object keys sorted, as a `map[string]any` is encoded. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How `json.Unmarshal` finds a struct field: any letter case, the last one wins. */
export function fieldOf(value: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = Object.keys(value).findLast((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : value[key];
}

/** The word for a JSON value in `json: cannot unmarshal … into`. */
export function jsonTypeWord(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
