/**
 * Remembers values by text, the least recently used forgotten first, so that the texts together
 * stay within `maxCharacters`: what a text parses to is some hundred times its size.
 */
export class TextCache<Value> {
  readonly #maxCharacters: number;
  readonly #values = new Map<string, Value>();
  #characters = 0;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  get(text: string): Value | undefined {
    const value = this.#values.get(text);
    if (value !== undefined) {
      this.#values.delete(text);
      this.#values.set(text, value);
    }
    return value;
  }

  set(text: string, value: Value): void {
    if (text.length > this.#maxCharacters) return;
    this.#forget(text);
    this.#values.set(text, value);
    this.#characters += text.length;
    for (const [oldest] of this.#values) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#forget(oldest);
    }
  }

  #forget(text: string): void {
    if (this.#values.delete(text)) this.#characters -= text.length;
  }
}
