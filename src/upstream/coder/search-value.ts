/**
 * Writes a value for `key:` in Coder's search text. Its syntax has quotes but no escape character,
 * so that a careless value would swallow the filters behind it.
 *
 * Undefined when no spelling means this value: empty, a quote at either end, spaces or colons both
 * inside and outside of quotes, NUL, lone surrogates.
 */
export function encodeSearchValue(value: string): string | undefined {
  if (value === '' || value.startsWith('"') || value.endsWith('"')) return undefined;
  if (/[\0\p{Surrogate}]/u.test(value)) return undefined;
  const pieces = value.split('"');
  const isMarked = (parity: number) =>
    pieces.some((piece, index) => index % 2 === parity && /[ :]/.test(piece));
  if (isMarked(0) && isMarked(1)) return undefined;
  const opened = isMarked(0) ? `"${value}` : value;
  const quotes = opened.split('"').length - 1;
  return quotes % 2 === 0 ? opened : `${opened}"`;
}
