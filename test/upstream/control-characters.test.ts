import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasControlCharacter } from '../../src/upstream/control-characters.ts';

it('finds a control character wherever it stands, and nothing else', () => {
  const anyBytes = fc.uint8Array({ minLength: 0, maxLength: 40 });
  const mostlyText = fc.array(
    fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 0x20, max: 0xff }) }, fc.nat(0x1f)),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(fc.oneof(anyBytes, mostlyText), fc.nat(7), fc.nat(60), (values, offset, most) => {
      const whole = Buffer.alloc(values.length + offset);
      whole.set([...values], offset);
      const bytes = whole.subarray(offset);
      const length = Math.min(most, bytes.length);

      expect(hasControlCharacter(bytes, length)).toBe(
        bytes.subarray(0, length).some((byte) => byte < 0x20),
      );
    }),
    { numRuns: 5000, seed: 20_261_128 },
  );
});
