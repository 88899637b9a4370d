import { vi } from 'vitest';

/** In milliseconds: far longer than anything takes on a machine that is busy with other things. */
export const patience = 600_000;

/** What the check gives once it passes: it is tried again and again. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: patience, interval: 10 });
}
