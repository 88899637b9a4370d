import { GoError } from './error.ts';
import { quote } from './quote.ts';

/** `strconv.ParseInt(text, 10, 32)`. */
export function parseInt32(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) {
    throw new GoError(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (value > 2 ** 31 - 1 || value < -(2 ** 31)) {
    throw new GoError(`strconv.ParseInt: parsing ${quote(text)}: value out of range`);
  }
  return value;
}
