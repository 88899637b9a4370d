import type { CallSignal } from './call-signal.ts';

export interface TurnLimits {
  readonly maxCalls: number;
  readonly maxCallsPerCaller: number;
  readonly maxWaiting: number;
}

/**
 * Whose call goes next: at most so many at once in all and for each caller, the callers who wait
 * taking turns. When too many wait, the one with the most loses the newest of them.
 */
export class CallTurns {
  readonly #limits: TurnLimits;
  /** Who has calls in flight or waiting. */
  readonly #callers = new Map<string, Caller>();
  /** Who waits for nothing but room, in the order of their turns. */
  readonly #ready = new Set<Caller>();
  #inFlight = 0;
  #waiting = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Takes a turn if there is one now. Every turn taken is to be ended. */
  take(name: string): boolean {
    const caller = this.#callerOf(name);
    // Whoever can go goes at once, so that nobody who waits is passed over here.
    const isTaken = this.#inFlight < this.#limits.maxCalls && this.#isBelowLimit(caller);
    if (isTaken) this.#start(caller);
    return isTaken;
  }

  /**
   * Resolves with the turn taken. Rejects with the signal's reason, or with what `refusal` makes
   * when there is no room to wait, then or later.
   */
  wait(name: string, signal: CallSignal, refusal: () => Error): Promise<void> {
    const caller = this.#callerOf(name);
    if (this.#waiting >= this.#limits.maxWaiting && !this.#makeRoomFor(caller)) {
      this.#forgetIdle(caller);
      return Promise.reject(refusal());
    }
    return new Promise((resolve, reject) => {
      const leave = () => waiter.end(() => reject(signal.reason));
      const waiter: Waiter = {
        end: (settle) => {
          signal.removeEventListener('abort', leave);
          caller.waiting.delete(waiter);
          this.#waiting -= 1;
          if (caller.waiting.size === 0) this.#ready.delete(caller);
          this.#forgetIdle(caller);
          settle();
        },
        start: () => waiter.end(resolve),
        refuse: () => waiter.end(() => reject(refusal())),
      };
      signal.addEventListener('abort', leave);
      caller.waiting.add(waiter);
      this.#waiting += 1;
      if (this.#isBelowLimit(caller)) this.#ready.add(caller);
    });
  }

  end(name: string): void {
    const caller = this.#callerOf(name);
    this.#inFlight -= 1;
    caller.inFlight -= 1;
    if (caller.waiting.size > 0) this.#ready.add(caller);
    this.#forgetIdle(caller);
    this.#startNext();
  }

  #startNext(): void {
    for (const caller of this.#ready) {
      if (this.#inFlight >= this.#limits.maxCalls) return;
      this.#ready.delete(caller);
      const [waiter] = caller.waiting;
      this.#start(caller);
      waiter?.start();
      // Added again, it is last.
      if (caller.waiting.size > 0 && this.#isBelowLimit(caller)) this.#ready.add(caller);
    }
  }

  #start(caller: Caller): void {
    this.#inFlight += 1;
    caller.inFlight += 1;
  }

  #makeRoomFor(caller: Caller): boolean {
    let longest = caller;
    for (const other of this.#callers.values()) {
      if (other.waiting.size > longest.waiting.size) longest = other;
    }
    if (longest.waiting.size <= caller.waiting.size + 1) return false;
    [...longest.waiting].at(-1)?.refuse();
    return true;
  }

  #isBelowLimit({ inFlight }: Caller): boolean {
    return inFlight < this.#limits.maxCallsPerCaller;
  }

  #callerOf(name: string): Caller {
    let caller = this.#callers.get(name);
    if (!caller) {
      caller = { name, inFlight: 0, waiting: new Set() };
      this.#callers.set(name, caller);
    }
    return caller;
  }

  #forgetIdle({ name, inFlight, waiting }: Caller): void {
    if (inFlight === 0 && waiting.size === 0) this.#callers.delete(name);
  }
}

interface Caller {
  readonly name: string;
  inFlight: number;
  /** Oldest first. */
  readonly waiting: Set<Waiter>;
}

interface Waiter {
  readonly end: (settle: () => void) => void;
  readonly start: () => void;
  readonly refuse: () => void;
}
