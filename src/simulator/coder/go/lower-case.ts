/**
 * `strings.ToLower`: rune by rune with simple case mapping, so `İ` becomes `i` and a final `Σ`
 * becomes `σ`, unlike `String.prototype.toLowerCase`.
 */
export function toLower(text: string): string {
  return Array.from(text, (rune) => {
    const lower = rune.toLowerCase().codePointAt(0);
    return lower === undefined ? '' : String.fromCodePoint(lower);
  }).join('');
}
