import { TextCache } from './text-cache.ts';

/** The same function, but for texts of so many characters together: the last ones it was asked for. */
export function remember<Value extends {}>(
  maxCharacters: number,
  make: (text: string) => Value,
): (text: string) => Value {
  const known = new TextCache<Value>(maxCharacters);
  return (text) => {
    let value = known.get(text);
    if (value === undefined) known.set(text, (value = make(text)));
    return value;
  };
}

/**
 * The same check, but for the text that passed it last: most requests name one host and one path.
 */
export function rememberLast(check: (text: string) => boolean): (text: string) => boolean {
  let last: string | undefined;
  return (text) => {
    if (text === last) return true;
    if (!check(text)) return false;
    last = text;
    return true;
  };
}
