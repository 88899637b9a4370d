import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { below, comparePositions, isAfter, type Position } from '../../src/feed/position.ts';
import { instants, positions } from '../support/entry-trails.ts';
import { walks } from '../support/walks.ts';

describe('the order of positions', () => {
  it('puts newer instants first, and greater ids first when instants tie', () => {
    const [older, newer] = [instants[0]!, instants[1]!];
    const sorted: Position[] = [
      { at: newer, id: 'b' },
      { at: newer, id: 'a' },
      { at: newer, id: 'B' },
      { at: older, id: 'z' },
    ];

    expect(sorted.toReversed().toSorted(comparePositions)).toEqual(sorted);
  });

  it('is total', () => {
    fc.assert(
      fc.property(positions, positions, positions, (a, b, c) => {
        const isSame = a.at === b.at && a.id === b.id;
        expect(comparePositions(a, b) === 0).toBe(isSame);
        expect(Math.sign(comparePositions(a, b))).toBe(0 - Math.sign(comparePositions(b, a)));
        expect(isAfter(a, b)).toBe(comparePositions(a, b) > 0);
        if (isAfter(a, b) && isAfter(b, c)) expect(isAfter(a, c)).toBe(true);
      }),
      walks(1000),
    );
  });

  it('has a position between the entries of an instant and all older ones', () => {
    fc.assert(
      fc.property(positions, fc.constantFrom(...instants), (position, at) => {
        expect(isAfter(below(at), position)).toBe(position.at >= at);
      }),
      walks(500),
    );
  });
});
