import type { CallSignal } from './call-signal.ts';

/** Time and chance, as the parts of the door meet them. */
export interface CallClock {
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** From 0 up to 1. */
  random(): number;
  /** Rejects with the signal's reason when it aborts meanwhile. */
  pause(ms: number, signal: CallSignal): Promise<void>;
  /** Rings once after so many milliseconds, unless its alarm is stopped. */
  setAlarm(ring: () => void, ms: number): Alarm;
  stopAlarm(alarm: Alarm): void;
}

export type Alarm = NodeJS.Timeout | number;

export const systemClock: CallClock = {
  now: () => performance.now(),
  random: () => Math.random(),
  setAlarm: (ring, ms) => setTimeout(ring, ms),
  stopAlarm: (alarm) => clearTimeout(alarm),
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
