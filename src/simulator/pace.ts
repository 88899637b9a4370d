import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './exchange.ts';

/** How long answers take: each for itself, and more for every row in it. */
export interface Pace {
  readonly ms: number;
  readonly msPerRow: number;
  /** Lets the time pass. @default really */
  readonly pass?: (ms: number, gone: AbortSignal) => Promise<void> | void;
}

/** A real Coder under load. */
export const slowPace: Pace = { ms: 150, msPerRow: 15 };

/** Rejects when the connection is gone meanwhile. */
export async function keepPace(
  { ms, msPerRow, pass = wait }: Pace,
  { rows = 0 }: Answer,
  gone: AbortSignal,
): Promise<void> {
  await pass(ms + msPerRow * rows, gone);
}

async function wait(ms: number, gone: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: gone });
}
