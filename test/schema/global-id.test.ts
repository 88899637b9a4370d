import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/feed/instant.ts';
import { parseInstant } from '../../src/feed/instant.ts';
import type { GlobalId } from '../../src/schema/global-id.ts';
import { decodeGlobalId, encodeGlobalId } from '../../src/schema/global-id.ts';

const id = 'a0000000-0000-4000-8000-000000000001';
const at = parseInstant('2026-02-10T10:00:00.123456Z') as Instant;
const runs = { seed: 11, numRuns: 500 };

const instants = fc
  .date({
    min: new Date('0002-01-01T00:00:00Z'),
    max: new Date('9998-12-31T00:00:00Z'),
    noInvalidDate: true,
  })
  .map((date) => parseInstant(date.toISOString()) as Instant);
const uuids = fc.uuid();
const globalIds: fc.Arbitrary<GlobalId> = fc.oneof(
  fc.record({
    type: fc.constant('AuditLog' as const),
    id: uuids,
    at: instants,
    requestId: uuids,
    resourceId: fc.constant(null),
  }),
  fc.record({
    type: fc.constant('AuditLog' as const),
    id: uuids,
    at: instants,
    requestId: fc.constant(null),
    resourceId: fc.option(uuids),
  }),
  fc.record({
    type: fc.constant('AuditEvent' as const),
    id: fc.stringMatching(/^[\x20-\x7e]{1,64}$/),
    at: instants,
  }),
  fc.record({ type: fc.constantFrom('User' as const, 'Organization' as const), id: uuids }),
);

describe('a global id', () => {
  it('reads back as what it was made of', () => {
    fc.assert(
      fc.property(globalIds, (globalId) => {
        expect(decodeGlobalId(encodeGlobalId(globalId))).toEqual(globalId);
      }),
      runs,
    );
  });

  it('is URL-safe, and short', () => {
    fc.assert(
      fc.property(globalIds, (globalId) => {
        expect(encodeGlobalId(globalId)).toMatch(/^[\w-]{1,180}$/);
      }),
      runs,
    );
  });

  it('is never read out of any other text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map(encoded),
      fc
        .tuple(
          fc.constantFrom('AuditLog', 'AuditEvent', 'User', 'Organization', 'Query'),
          fc.string(),
        )
        .map((parts) => encoded(parts.join(':'))),
    );

    fc.assert(
      fc.property(texts, (text) => {
        const globalId = decodeGlobalId(text);
        expect(globalId === undefined || encodeGlobalId(globalId) === text).toBe(true);
      }),
      runs,
    );
  });

  it.each([
    ['nothing', ''],
    ['a type alone', encoded('User:')],
    ['another type', encoded(`Query:${id}`)],
    ['an upper-case UUID', encoded(`User:${id.toUpperCase()}`)],
    ['a user name', encoded('User:dana')],
    ['padding', `${encodeGlobalId({ type: 'User', id })}=`],
    ['plain text', `User:${id}`],
    ['an instant written otherwise', encoded(`AuditEvent:2026-02-10T10:00:00.0Z/01J`)],
    ['no event id', encoded(`AuditEvent:2026-02-10T10:00:00Z/`)],
    ['a day that is none', encoded(`AuditEvent:2026-02-30T10:00:00Z/01J`)],
    ['an unknown key', encoded(`AuditLog:2026-02-10T10:00:00Z/${id}/user/${id}`)],
    ['a key without value', encoded(`AuditLog:2026-02-10T10:00:00Z/${id}/request`)],
    ['two keys', encoded(`AuditLog:2026-02-10T10:00:00Z/${id}/request/${id}/resource/${id}`)],
    ['a control character', encoded('AuditEvent:2026-02-10T10:00:00Z/a\n')],
    ['much too long', encoded(`AuditEvent:2026-02-10T10:00:00Z/${'a'.repeat(10_000)}`)],
  ])('is not made of %s', (_what, malformed) => {
    expect(decodeGlobalId(malformed)).toBeUndefined();
  });

  it('tells a log by its instant and one key', () => {
    const globalId = encodeGlobalId({ type: 'AuditLog', id, at, requestId: id, resourceId: null });

    expect(Buffer.from(globalId, 'base64url').toString()).toBe(
      `AuditLog:2026-02-10T10:00:00.123456Z/${id}/request/${id}`,
    );
  });
});

function encoded(content: string): string {
  return Buffer.from(content).toString('base64url');
}
