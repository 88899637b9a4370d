import { expect, it } from 'vitest';
import { TextCache } from '../src/memory/text-cache.ts';

it('forgets the least recently used texts when all together are too long', () => {
  const cache = new TextCache<number>(10);
  cache.set('aaaa', 1);
  cache.set('bbbb', 2);
  cache.get('aaaa');

  cache.set('cccc', 3);

  expect(['aaaa', 'bbbb', 'cccc'].map((text) => cache.get(text))).toEqual([1, undefined, 3]);
});

it('counts a text once that is set again', () => {
  const cache = new TextCache<number>(10);
  for (let value = 0; value < 5; value += 1) cache.set('aaaa', value);

  cache.set('bbbb', 5);

  expect([cache.get('aaaa'), cache.get('bbbb')]).toEqual([4, 5]);
});

it('keeps no text that is too long alone', () => {
  const cache = new TextCache<number>(10);
  cache.set('aaaa', 1);

  cache.set('b'.repeat(11), 2);

  expect([cache.get('aaaa'), cache.get('b'.repeat(11))]).toEqual([1, undefined]);
});
