/** Parameters by name, each with its values in the order given: Go's `url.Values`. */
export type Values = ReadonlyMap<string, readonly string[]>;

/** `URL.Query()`: a pair with `;` or a bad escape is dropped in silence, unlike `URLSearchParams`. */
export function parseQuery(rawQuery: string): Values {
  const values = new Map<string, string[]>();
  for (const pair of rawQuery.split('&')) {
    if (pair === '' || pair.includes(';') || /%(?![0-9a-f]{2})/i.test(pair)) continue;
    for (const [key, value] of new URLSearchParams(pair)) {
      values.set(key, [...(values.get(key) ?? []), value]);
    }
  }
  return values;
}
