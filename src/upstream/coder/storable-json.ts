/**
 * Whether Coder's database can store a JSON value: it refuses NUL and lone surrogates, in texts and in
 * names, however deep. Not by recursion, which deep values would end.
 */
export function isStorableJson(value: unknown): boolean {
  const rest = [value];
  for (const item of rest) {
    if (typeof item === 'string' && !isStorableText(item)) return false;
    if (typeof item !== 'object' || item === null) continue;
    for (const [name, inner] of Object.entries(item)) {
      if (!isStorableText(name)) return false;
      rest.push(inner);
    }
  }
  return true;
}

function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
