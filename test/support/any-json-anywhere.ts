import * as fc from 'fast-check';

/** The body with any JSON in the place of one of its values, or with the value left out. */
export function anyJsonAnywhere(body: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(body);
  const replacement = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', '0001-01-01T00:00:00Z', '00000000-0000-0000-0000-000000000000', -1, 1e300),
    fc.constant(undefined),
  );
  return fc
    .tuple(fc.constantFrom(...paths), replacement)
    .map(([path, value]) => replaceAt(body, path, value));
}

function pathsOf(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, part]) => pathsOf(part).map((path) => [key, ...path])),
  ];
}

function replaceAt(body: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const changed = replaceAt((body as Record<string, unknown>)[key], rest, value);
  if (Array.isArray(body)) return body.with(Number(key), changed);
  return { ...(body as object), [key]: changed };
}
