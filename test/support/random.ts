/** A reproducible stream of numbers in [0, 1) (mulberry32). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 up to, not including, `end`. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[below(random, items.length)]!;
}

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const shuffledItems = [...items];
  for (let last = shuffledItems.length - 1; last > 0; last -= 1) {
    const other = below(random, last + 1);
    [shuffledItems[last], shuffledItems[other]] = [shuffledItems[other]!, shuffledItems[last]!];
  }
  return shuffledItems;
}

export function randomUuid(random: Random): string {
  const part = () =>
    below(random, 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const [a, b, c, d] = [part(), part(), part(), part()];
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
