const maxTextLength = 100;
const maxItems = 10;
const maxLevels = 2;

/** A value for a sentence about it, as graphql-js shows it, but cut: it may be as large as a request. */
export function printValue(value: unknown, levels = maxLevels): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const keys = Object.keys(value);
  if (keys.length === 0) return isList ? '[]' : '{}';
  if (levels < 0) return isList ? '[Array]' : '[Object]';
  const items = keys.slice(0, maxItems).map((key) => {
    const item = printValue((value as Readonly<Record<string, unknown>>)[key], levels - 1);
    return isList ? item : `${cut(key)}: ${item}`;
  });
  const rest = keys.length - items.length;
  if (rest > 0) items.push(`... ${rest} more ${rest === 1 ? 'item' : 'items'}`);
  return isList ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
}

function cut(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`;
}
