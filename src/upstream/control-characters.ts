const words = new Int32Array(16_384);
const scratch = Buffer.from(words.buffer);

/** Whether a byte below 0x20 is among the first ones; four at a time, which takes a sixth. */
export function hasControlCharacter(bytes: Buffer, length: number): boolean {
  for (let start = 0; start < length; start += scratch.length) {
    const copied = bytes.copy(scratch, 0, start, Math.min(start + scratch.length, length));
    const count = (copied + 3) >> 2;
    scratch.fill(0x20, copied, count << 2);
    // Below 0x20, taking 0x20 away borrows and sets the top bit; those of other bytes are masked.
    let found = 0;
    for (let index = 0; index < count; index += 1) {
      const word = words[index]!;
      found |= (word - 0x20202020) & ~word;
    }
    if ((found & 0x80808080) !== 0) return true;
  }
  return false;
}
