/** Seeded randomness, so that a run can be repeated. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to, without, `bound` (mulberry32). */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  }

  uuid(): string {
    const digits = Array.from({ length: 31 }, () => this.below(16).toString(16)).join('');
    const variant = (8 + this.below(4)).toString(16);
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(12, 15)}`,
      variant + digits.slice(15, 18),
      digits.slice(18, 30),
    ].join('-');
  }

  /** Permutes the part of the array from `start` up to, without, `end`. */
  shuffle(array: unknown[], start = 0, end = array.length): void {
    for (let last = end - 1; last > start; last -= 1) {
      const other = start + this.below(last - start + 1);
      [array[last], array[other]] = [array[other], array[last]];
    }
  }
}
