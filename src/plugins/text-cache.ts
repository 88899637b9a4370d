/**
 * Remembers values by text, the least recently used forgotten first, so that the texts together
 * stay within `maxCharacters`: what a text parses to is some hundred times its size.
 */
export class TextCache<Value> {
  readonly #maxCharacters: number;
  readonly #entries = new Map<string, { readonly value: Value; readonly characters: number }>();
  #characters = 0;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  get(text: string): Value | undefined {
    const entry = this.#entries.get(text);
    if (entry !== undefined) {
      this.#entries.delete(text);
      this.#entries.set(text, entry);
    }
    return entry?.value;
  }

  /** `characters`: what it counts for, when the text is not what takes the memory. */
  set(text: string, value: Value, characters = text.length): void {
    this.#forget(text);
    if (characters > this.#maxCharacters) return;
    this.#entries.set(text, { value, characters });
    this.#characters += characters;
    for (const [oldest] of this.#entries) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#forget(oldest);
    }
  }

  #forget(text: string): void {
    this.#characters -= this.#entries.get(text)?.characters ?? 0;
    this.#entries.delete(text);
  }
}
