import type { CallSignal } from './call-signal.ts';

/** Time and chance, as the parts of the door meet them. */
export interface CallClock {
  /** Milliseconds that only grow. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Rejects with the signal's reason when it aborts meanwhile. */
  pause(ms: number, signal: CallSignal): Promise<void>;
}

export const systemClock: CallClock = {
  now: () => performance.now(),
  random: () => Math.random(),
  pause: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const end = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        settle();
      };
      const leave = () => end(() => reject(signal.reason));
      const timer = setTimeout(() => end(resolve), ms);
      signal.addEventListener('abort', leave);
    }),
};
