import { LRUCache } from 'lru-cache';

/**
 * Remembers values by text, the least recently used forgotten first, so that the texts together stay
 * within `maxCharacters`: what a text parses to is some hundred times its size.
 */
export class TextCache<Value extends {}> extends LRUCache<string, Value> {
  constructor(maxCharacters: number) {
    super({
      maxSize: maxCharacters,
      // No size may be 0.
      sizeCalculation: (_value, text) => Math.max(text.length, 1),
    });
  }
}
