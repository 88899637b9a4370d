import * as fc from 'fast-check';
import { type Instant, parseInstant } from '../../src/feed/instant.ts';
import type { Position } from '../../src/feed/position.ts';

/** An entry of some system; those that are not wanted are what a filter leaves out. */
export interface Entry extends Position {
  readonly source: string;
  readonly isWanted: boolean;
}

/** Few, so that entries tie; some a nanosecond apart, over seconds, days and years. */
export const instants: readonly Instant[] = [
  '2024-12-31T23:59:59.999999999Z',
  '2025-01-01T00:00:00Z',
  '2026-02-28T23:59:59.999999998Z',
  '2026-02-28T23:59:59.999999999Z',
  '2026-03-01T00:00:00Z',
  '2026-03-01T00:00:00.000000001Z',
  '2026-03-01T00:00:00.5Z',
  '2026-03-01T12:00:00.123456Z',
  '2026-03-01T12:00:00.123457Z',
  '2026-03-02T00:00:00Z',
].map((text) => parseInstant(text)!);

const ids = fc.string({
  unit: fc.constantFrom('0', '9', 'A', 'a', 'z'),
  minLength: 1,
  maxLength: 3,
});

export const positions: fc.Arbitrary<Position> = fc.record({
  at: fc.constantFrom(...instants),
  id: ids,
});

/** The trails of some systems: at one instant two may hold the same id. */
export function trails(
  sources: readonly string[],
  maxLength: number,
): fc.Arbitrary<readonly Entry[]> {
  const entry = fc.record({
    at: fc.constantFrom(...instants),
    id: ids,
    source: fc.constantFrom(...sources),
    isWanted: fc.boolean(),
  });
  return fc.uniqueArray(entry, {
    maxLength,
    size: 'max',
    selector: ({ at, id, source }) => `${at} ${source} ${id}`,
  });
}

/** The trail of one system, or of several that share no position. */
export function disjointTrails(
  sources: readonly string[],
  maxLength: number,
): fc.Arbitrary<readonly Entry[]> {
  return trails(sources, maxLength).map((entries) => [
    ...new Map(entries.map((entry) => [`${entry.at} ${entry.id}`, entry])).values(),
  ]);
}

/** Page sizes of a walk, one after the other and again. */
export const pageSizes: fc.Arbitrary<readonly number[]> = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 30 })),
  { minLength: 1, maxLength: 6 },
);
