import type { CallObserver } from '../../telemetry/call-observer.ts';
import { CallAbort } from './call-signal.ts';
import type { CallSignal } from './call-signal.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { observed } from './upstream-call.ts';
import type { DoorPart, Send, UpstreamCall } from './upstream-call.ts';

/** So much of one answer is handed out without a pause. */
const maxBytesInTurn = 500_000;

/**
 * Makes identical GETs that are in flight with the same credential once. Who leaves does not take
 * the answer from the others; when all have left, the call ends. Nobody waits, or is refused, for
 * another caller's place in the queue.
 */
export function shareInFlight({ onUnsent }: CallObserver): DoorPart {
  return (next) => {
    const inFlight = new Map<string, SharedCall>();
    return (call) => {
      if (call.place.method !== 'GET') return next(call);
      const { signal, deadline } = call;
      const key = `${call.target}\n${call.credential}`;
      let shared = inFlight.get(key);
      if (shared?.isOpenTo(call)) {
        onUnsent?.(observed(call), 'SHARED');
      } else {
        shared = new SharedCall(next, call, (over) => {
          if (inFlight.get(key) === over) inFlight.delete(key);
        });
        inFlight.set(key, shared);
      }
      return shared.join(signal, deadline);
    };
  };
}

class SharedCall {
  readonly #signal = new CallAbort();
  readonly #call: UpstreamCall;
  readonly #sharers = new Set<Sharer>();
  readonly #onOver: (over: SharedCall) => void;

  constructor(next: Send, call: UpstreamCall, onOver: (over: SharedCall) => void) {
    this.#onOver = onOver;
    this.#call = call;
    call.signal = this.#signal;
    next(call).then(
      (answer) => this.#answer(answer),
      (error: unknown) => this.#fail(error),
    );
  }

  isOpenTo({ caller }: UpstreamCall): boolean {
    return this.#call.hasTurn || this.#call.caller === caller;
  }

  join(signal: CallSignal, deadline: number): Promise<HttpAnswer> {
    this.#call.deadline = Math.max(this.#call.deadline, deadline);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#sharers.delete(sharer);
        if (this.#sharers.size === 0) {
          this.#onOver(this);
          this.#signal.abort(signal.reason);
        }
        reject(signal.reason);
      };
      const sharer = { resolve, reject, stay: () => signal.removeEventListener('abort', leave) };
      this.#sharers.add(sharer);
      signal.addEventListener('abort', leave);
    });
  }

  /** Each reads all of it, at once as a rule: others have their turn between them. */
  async #answer(answer: HttpAnswer): Promise<void> {
    this.#onOver(this);
    const isAlone = this.#sharers.size < 2;
    const { length } = answer.body.bytes;
    let bytes = 0;
    for (const { stay, resolve } of this.#sharers) {
      if (bytes > maxBytesInTurn) {
        bytes = 0;
        await new Promise((go) => {
          setImmediate(go);
        });
      }
      bytes += length;
      stay();
      resolve(isAlone ? answer : { ...answer, body: answer.body.share() });
    }
  }

  #fail(error: unknown): void {
    this.#onOver(this);
    for (const { stay, reject } of this.#sharers) {
      stay();
      reject(error);
    }
  }
}

interface Sharer {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: unknown) => void;
  readonly stay: () => void;
}
