import type { Instant } from './instant.ts';

/**
 * A place in a trail. Everything is sorted by positions: newest first means *(instant descending,
 * id descending)*, instants as normal text and ids byte by byte. Every entry is its own position;
 * the empty id is a position below all entries of its instant.
 */
export interface Position {
  readonly at: Instant;
  readonly id: string;
}

/** Negative when `a` is newer than `b`, so that sorting by it puts the newest first. */
export function comparePositions(a: Position, b: Position): number {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  if (a.id !== b.id) return a.id > b.id ? -1 : 1;
  return 0;
}

export function isAfter(a: Position, b: Position): boolean {
  return comparePositions(a, b) > 0;
}

/** The position below every entry of `at`: where a range that ends there starts or stops. */
export function below(at: Instant): Position {
  return { at, id: '' };
}
