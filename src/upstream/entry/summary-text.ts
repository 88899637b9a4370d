/** Nearly all texts have nothing else. */
const plain = /^[ -~]*$/;

/** Scripts whose words have joiners inside. */
const joining = ['Arab', 'Syrc', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda']
  .concat(['Mlym', 'Sinh', 'Khmr', 'Mymr', 'Tibt'])
  .map((script) => String.raw`\p{scx=${script}}`)
  .join('');

/** What has no shape of its own and yet belongs to the writing. */
const needed = [
  // A joiner inside a word, or inside a picture made of several.
  String.raw`(?<=[${joining}])[\u200c\u200d](?=[${joining}])`,
  String.raw`(?<=\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=\p{Extended_Pictographic})`,
  // Which form of a picture, of a keycap or of a Han character.
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
  String.raw`(?<=[#*\d])\ufe0f(?=\u20e3)`,
  String.raw`(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
].join('|');

/** Controls, line breaks, marks of direction, tags, fillers, and whatever else has no shape. */
const unseen = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;

const neededOrUnseen = new RegExp(`(${needed})|${unseen}`, 'gu');

/**
 * The text as one line in which everything is seen and stands where it was written: what could
 * break, turn or hide a part of it is shown as an escape, like `\u202e`.
 */
export function onOneLine(text: string): string {
  if (plain.test(text)) return text;
  return text.replaceAll(neededOrUnseen, (found, kept?: string) => kept ?? escapeOf(found));
}

function escapeOf(character: string): string {
  const hex = character.codePointAt(0)!.toString(16);
  return hex.length > 4 ? String.raw`\u{${hex}}` : String.raw`\u${hex.padStart(4, '0')}`;
}

/** Null also for what is nothing but blanks. */
export function nameOrNull(text: string | null): string | null {
  return text === null || /^\p{Zs}*$/u.test(text) ? null : text;
}
