import { systemClock } from '../../src/upstream/door/call-clock.ts';
import type { CallClock } from '../../src/upstream/door/call-clock.ts';

/** Stands still: nothing is ever found to have been silent for long, and nobody waits for a retry. */
export const stillClock: CallClock = {
  ...systemClock,
  now: () => 0,
  random: () => 0.5,
  async pause(_ms, signal) {
    signal.throwIfAborted();
  },
};
