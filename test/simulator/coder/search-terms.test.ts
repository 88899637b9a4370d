import { describe, expect, it } from 'vitest';
import { SearchSyntaxError, searchTerms } from '../../../src/simulator/coder/search-terms.ts';

function terms(q: string, joinsBareWords = true): Record<string, readonly string[]> {
  return Object.fromEntries(searchTerms(q, 'default', joinsBareWords));
}

describe('taking a search apart', () => {
  it.each<[string, Record<string, readonly string[]>]>([
    ['', {}],
    ['   ', {}],
    ['template', { default: ['template'] }],
    ['template workspace', { default: ['template workspace'] }],
    ['a action:create  b', { action: ['create'], default: ['a b'] }],
    ['KEY:Value', { key: ['value'] }],
    ['key::value', { key: ['value'] }],
    ['key:"a b"', { key: ['a b'] }],
    ['key:"x:"', { key: ['x:'] }],
    ['key:a"b', { key: ['a"b'] }],
    ['key:a"b action:create', { key: ['a"b action:create'] }],
    ['"key:x y"', { default: ['"key:x y"'] }],
    ['key:""', { key: [''] }],
    ['key:"""', { key: [''] }],
    ['"key":value', { key: ['value'] }],
    ['key:a key:b', { key: ['a', 'b'] }],
    ['key:a\tb', { key: ['a\tb'] }],
    ['key:a\u00A0b', { key: ['a\u00A0b'] }],
    ['key:"a\\" b', { key: ['a\\'], default: ['b'] }],
    ['key:İΣ', { key: ['iσ'] }],
  ])('reads %j as %j', (q, expected) => {
    expect(terms(q)).toEqual(expected);
  });

  it.each([
    [':x', `Query element ":x" cannot start or end with ':'`],
    ['x:', `Query element "x:" cannot start or end with ':'`],
    ['a:b:c', `Query element "a:b:c" can only contain 1 ':'`],
    ['ok:1 :X y:', `Query element ":x" cannot start or end with ':'`],
    ['a:b\t:\u00A0c', String.raw`Query element "a:b\t:\u00a0c" can only contain 1 ':'`],
  ])('refuses %j', (q, message) => {
    expect(() => terms(q)).toThrow(new SearchSyntaxError(message));
  });

  it('keeps bare words apart before 2.27', () => {
    expect(terms('a b:c d', false)).toEqual({ default: ['a', 'd'], b: ['c'] });
  });
});
