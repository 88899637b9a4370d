import { setTimeout as delay } from 'node:timers/promises';

/** Time and chance, as the parts of the door meet them. */
export interface CallClock {
  /** Milliseconds that only grow. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Rejects with the signal's reason when it aborts meanwhile. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: CallClock = {
  now: () => performance.now(),
  random: () => Math.random(),
  async pause(ms, signal) {
    await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
};
