import { expect, it } from 'vitest';
import { formatBindplaneDate } from '../../src/upstream/bindplane/date-format.ts';

it.each([
  [0, 'DIGITS', 0, '19700101000000'],
  [-1, 'DIGITS', 0, '19691231235959'],
  [1_770_717_600, 'DIGITS', 0, '20260210100000'],
  [1_770_717_600, 'DIGITS', 19_800, '20260210153000'],
  [1_770_717_600, 'DIGITS', -43_200, '20260209220000'],
  [1_770_717_600, 'ZONED', 19_800, '2026-02-10 10:00:00.000000+00'],
  [-1e15, 'DIGITS', 0, '00010101000000'],
  [1e15, 'ZONED', 0, '9999-12-31 23:59:59.000000+00'],
] as const)('writes %d as %s, %d seconds east, as %s', (second, format, zone, expected) => {
  expect(formatBindplaneDate(second, format, zone)).toBe(expected);
});
