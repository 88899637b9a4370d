const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
};
const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** `strconv.Quote`, as `%q` prints a string. */
export function quote(text: string): string {
  const escaped = Array.from(text, (character) => {
    const short = shortEscapes[character];
    if (short !== undefined) return short;
    if (printable.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${hex(code, 2)}`;
    return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
  return `"${escaped.join('')}"`;
}

/** The quoting of package `time`: bytes outside printable ASCII in hexadecimal. */
export function quoteForTime(text: string): string {
  let escaped = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    if (byte >= 0x80 || byte < 0x20) escaped += `\\x${hex(byte, 2)}`;
    else escaped += character === '"' || character === '\\' ? `\\${character}` : character;
  }
  return `"${escaped}"`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
