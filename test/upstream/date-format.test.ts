import { expect, it } from 'vitest';
import { formatBindplaneDate } from '../../src/upstream/bindplane/date-format.ts';

it.each([
  [0, 'DIGITS', 0, '19700101000000'],
  [-1, 'DIGITS', 0, '19691231235959'],
  [1_770_717_600, 'DIGITS', 0, '20260210100000'],
  [1_770_717_600, 'ZONED', 0, '2026-02-10 10:00:00.000000+00'],
  [1_770_717_600, 'ZONED', 5, '2026-02-10 15:00:00.000000+05'],
  [1_770_717_600, 'ZONED', -12, '2026-02-09 22:00:00.000000-12'],
  [1_770_717_600, 'RFC3339', 0, '2026-02-10T10:00:00Z'],
  [1_770_717_600, 'RFC3339', 14, '2026-02-11T00:00:00+14:00'],
  [-1e15, 'DIGITS', 0, '00010101000000'],
  [1e15, 'ZONED', 0, '9999-12-31 23:59:59.000000+00'],
] as const)('writes %d as %s, %d hours east, as %s', (second, format, hours, expected) => {
  expect(formatBindplaneDate(second, format, hours)).toBe(expected);
});
