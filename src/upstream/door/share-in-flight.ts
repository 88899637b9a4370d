import type { CallObserver } from '../../telemetry/call-observer.ts';
import { CallAbort } from './call-signal.ts';
import type { CallSignal } from './call-signal.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { observed } from './upstream-call.ts';
import type { DoorPart, Send, UpstreamCall } from './upstream-call.ts';

/**
 * Makes identical GETs that are in flight with the same credential once. Who leaves does not take
 * the answer from the others; when all have left, the call ends.
 */
export function shareInFlight({ onUnsent }: CallObserver): DoorPart {
  return (next) => {
    const inFlight = new Map<string, SharedCall>();
    return (call) => {
      if (call.place.method !== 'GET') return next(call);
      const { signal, deadline } = call;
      const key = `${call.target}\n${call.credential}`;
      let shared = inFlight.get(key);
      if (shared) {
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
      (answer) => {
        const isAlone = this.#sharers.size < 2;
        this.#end(({ resolve }) =>
          resolve(isAlone ? answer : { ...answer, body: answer.body.share() }),
        );
      },
      (error: unknown) => this.#end((sharer) => sharer.reject(error)),
    );
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

  #end(settle: (sharer: Sharer) => void): void {
    this.#onOver(this);
    for (const sharer of this.#sharers) {
      sharer.stay();
      settle(sharer);
    }
  }
}

interface Sharer {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: unknown) => void;
  readonly stay: () => void;
}
