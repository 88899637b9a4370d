import type { CallClock } from '../../src/upstream/door/call-clock.ts';
import type { CallSignal } from '../../src/upstream/door/call-signal.ts';

/** A clock that stands still but for what is said to take time, which passes at once. */
export class FakeClock implements CallClock {
  ms = 0;
  readonly pauses: number[] = [];
  readonly #alarms = new Map<number, { readonly due: number; readonly ring: () => void }>();
  #lastAlarm = 0;

  readonly now = (): number => this.ms;

  random(): number {
    return 0.5;
  }

  async pause(ms: number, signal: CallSignal): Promise<void> {
    signal.throwIfAborted();
    this.pauses.push(ms);
    this.pass(ms);
  }

  setAlarm(ring: () => void, ms: number): number {
    this.#lastAlarm += 1;
    this.#alarms.set(this.#lastAlarm, { due: this.ms + ms, ring });
    return this.#lastAlarm;
  }

  stopAlarm(alarm: NodeJS.Timeout | number): void {
    this.#alarms.delete(Number(alarm));
  }

  /** No further than to the next alarm, which rings: whoever waited then waits no longer. */
  pass(ms: number): void {
    const [next] = [...this.#alarms].toSorted(([, a], [, b]) => a.due - b.due);
    if (next === undefined || next[1].due > this.ms + ms) {
      this.ms += ms;
      return;
    }
    const [alarm, { due, ring }] = next;
    this.#alarms.delete(alarm);
    this.ms = Math.max(this.ms, due);
    ring();
  }
}
