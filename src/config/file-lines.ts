/** A line of a setting that says something: neither blank nor a comment, without blanks around. */
export interface SettingLine {
  /** Undefined when the setting does not come from a file. */
  readonly number: number | undefined;
  readonly text: string;
}

/** Something read from texts, or what is wrong with them. */
export type Reading<Value> = { readonly value: Value } | Problem;

export interface Problem {
  /** As it follows the name of a setting: `must be true or false`. */
  readonly problem: string;
  /** Which of several files it is in. @default the first */
  readonly file?: number;
}

/** The text of a file, without its byte order mark. Windows also writes UTF-16. */
export function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** Lines that are blank or begin with `#` say nothing. */
export function linesIn(text: string): readonly SettingLine[] {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'));
}

/** What is wrong with a line, by its number when it has one. */
export function problemIn(line: SettingLine, problem: string): Problem {
  return { problem: line.number === undefined ? problem : `line ${line.number} ${problem}` };
}
