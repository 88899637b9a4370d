/**
 * Remembers values by text, so that the texts together stay within `maxCharacters`: what a text
 * parses to is some hundred times its size. Those that were not used since the last new one are
 * forgotten first, the least recently used of them before the others.
 */
export class TextCache<Value> {
  readonly #maxCharacters: number;
  readonly #entries = new Map<string, Entry<Value>>();
  #characters = 0;
  /** How many texts were set so far. */
  #sets = 0;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  get(text: string): Value | undefined {
    const entry = this.#entries.get(text);
    // Once between two new texts: to move it each time took longer than to find it.
    if (entry !== undefined && entry.usedAt !== this.#sets) {
      this.#entries.delete(text);
      this.#entries.set(text, entry);
      entry.usedAt = this.#sets;
    }
    return entry?.value;
  }

  /** `characters`: what it counts for, when the text is not what takes the memory. */
  set(text: string, value: Value, characters = text.length): void {
    this.#forget(text);
    if (characters > this.#maxCharacters) return;
    this.#sets += 1;
    this.#entries.set(text, { value, characters, usedAt: this.#sets });
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

interface Entry<Value> {
  readonly value: Value;
  readonly characters: number;
  /** After how many sets it was used. */
  usedAt: number;
}
