/** The spellings that Coder takes: with dashes, 32 hex digits, in braces, as `urn:uuid:`. */
export function parseUuid(text: string): string | undefined {
  const match =
    /^(?:urn:uuid:|(\{))?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})(\})?$/i.exec(
      text,
    ) ?? /^()([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})()$/i.exec(text);
  if (!match || (match[1] === '{') !== (match[7] === '}')) return undefined;
  return match.slice(2, 7).join('-').toLowerCase();
}
