import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatSearchQuery,
  parseSearchQuery,
  searchKeys,
  type SearchTerms,
} from '../../src/upstream/coder/search-query.ts';
import { encodeSearchValue } from '../../src/upstream/coder/search-value.ts';
import { walks } from '../support/walks.ts';

describe('parseSearchQuery', () => {
  it.each([
    ['template', { resource_type: 'template' }],
    ['template workspace', { resource_type: 'template workspace' }],
    ['  template   workspace ', { resource_type: 'template workspace' }],
    ['resource_target:"a b"', { resource_target: 'a b' }],
    ['resource_target:"x:"', { resource_target: 'x:' }],
    ['resource_target:a"b', { resource_target: 'a"b' }],
    ['resource_target:a"b action:create', { resource_target: 'a"b action:create' }],
    ['"resource_target:x y"', { resource_type: '"resource_target:x y"' }],
    ['resource_target::x', { resource_target: 'x' }],
    ['"resource_target":""x""', { resource_target: 'x' }],
    ['resource_target:a\\"b\\"', { resource_target: 'a\\"b\\' }],
    ['resource_target:a\tb', { resource_target: 'a\tb' }],
    ['resource_target:a\u00a0b', { resource_target: 'a\u00a0b' }],
    ['resource_target:" "', { resource_target: ' ' }],
    ['ACTION:Create Username:Zoë', { action: 'Create', username: 'Zoë' }],
    [
      'action:create template username:a b',
      { action: 'create', username: 'a', resource_type: 'template b' },
    ],
    ['"a" "b', { resource_type: '"a" "b' }],
  ] as [string, SearchTerms][])('reads %j as %o', (text, terms) => {
    expect(parseSearchQuery(text, 'filter.search')).toEqual(terms);
  });

  it.each([
    [':x', 'At character 1 of the search, `:x`: It cannot start or end with a colon.'],
    ['action:', /: It cannot start or end with a colon\.$/],
    [':', /: It cannot start or end with a colon\.$/],
    ['action:a:b', /: It can only contain one colon outside of quotes\.$/],
    ['action:a\tusername:b', /: It can only contain one colon outside of quotes\.$/],
    ['resource_target:""', /: "resource_target" has no value; leave it out for no filter\.$/],
    ['username:"" username:alice', /^At character 1 .*: "username" has no value; /],
    ['action:a  action:b', /^At character 11 .*: "action" is given more than once\.$/],
    ['action:a ACTION:a', /: "action" is given more than once\.$/],
    [
      'template resource_type:user',
      /^At character 1 .*: "resource_type" is given more than once\.$/,
    ],
    ['ip:1.2.3.4', /: "ip" is not a key of Coder's search\. Its keys: request_id, /],
    ['toString:x', /: "tostring" is not a key/],
    ['__proto__:x', /: "__proto__" is not a key/],
    ['"":x', /: "" is not a key/],
    ['   ', 'The search must not be empty.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSearchQuery(text, 'filter.search')).toThrow(
      expect.objectContaining({
        name: 'InvalidArgumentError',
        argument: 'filter.search',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      }),
    );
  });

  it('reads quotes in the middle of a long text in time for its length', () => {
    const value = `a${'"'.repeat(200_000)}b`;

    expect(parseSearchQuery(`action:${value}`, 'filter.search')).toEqual({ action: value });
  });

  it('gives back any terms that can be written', () => {
    const unit = fc.oneof(
      fc.constantFrom('a', 'b', ' ', '"', '"', ':', '\t', '\\', 'Ä', 'ß', 'İ', 'Σ'),
      fc.string({ unit: 'grapheme', maxLength: 1 }),
    );
    const value = fc.string({ unit, minLength: 1, maxLength: 8 });
    const terms = fc.dictionary(fc.constantFrom(...searchKeys), value, { minKeys: 1 });
    fc.assert(
      fc.property(terms, (wanted) => {
        const encoded = Object.entries(wanted).map(([key, text]) => [key, encodeSearchValue(text)]);
        fc.pre(encoded.every(([, text]) => text !== undefined));

        const query = formatSearchQuery(Object.fromEntries(encoded) as SearchTerms);

        expect(parseSearchQuery(query, 'filter.search')).toEqual({ ...wanted });
      }),
      walks(1000),
    );
  });

  it('reads or refuses any text, and never ends otherwise', () => {
    const unit = fc.constantFrom('a', ':', ' ', ' ', '"', 'action:', 'username:');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        try {
          const terms = parseSearchQuery(text, 'filter.search');
          expect(Object.values(terms).every((value) => value !== '')).toBe(true);
          expect(Object.keys(terms)).not.toEqual([]);
        } catch (error) {
          expect(error).toMatchObject({ name: 'InvalidArgumentError' });
        }
      }),
      walks(1000),
    );
  });
});

describe('formatSearchQuery', () => {
  it('writes keys in the order in which Coder checks them', () => {
    const query = formatSearchQuery({ action: 'create', request_id: 'r', username: '"a b"' });

    expect(query).toBe('request_id:r username:"a b" action:create');
  });

  it('writes nothing for no terms', () => {
    expect(formatSearchQuery({})).toBe('');
  });
});
