const spaces = 0x20202020;
const topBits = 0x80808080;

/** Whether a byte below 0x20 is among the first ones; four at a time, which takes a fifth. */
export function hasControlCharacter(bytes: Uint8Array, length: number): boolean {
  const start = Math.min(-bytes.byteOffset & 3, length);
  const end = start + ((length - start) & ~3);
  if (hasOneIn(bytes, 0, start) || hasOneIn(bytes, end, length)) return true;
  if (start === end) return false;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + start, (end - start) >> 2);
  // Taking 0x20 away borrows below it and sets the top bit, which other bytes have of their own.
  let found = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]! | 0;
    found |= ((word - spaces) | 0) & ~word;
  }
  return (found & topBits) !== 0;
}

function hasOneIn(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    if (bytes[index]! < 0x20) return true;
  }
  return false;
}
