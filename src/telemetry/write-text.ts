import { writeSync } from 'node:fs';

/**
 * Writes to a descriptor of the process, or throws why not. Through the streams of `process` a
 * reader that is gone would be an event that ends the process.
 */
export function createTextWriter(descriptor: number): (text: string) => void {
  let isCut = false;
  return (text) => {
    // What follows a line that a full disk cut is on a line of its own.
    let rest = Buffer.from(isCut ? `\n${text}` : text);
    const { length } = rest;
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
      isCut = false;
    } catch (error) {
      isCut ||= rest.length < length;
      throw error;
    }
  };
}
