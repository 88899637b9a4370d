import type { CallObserver } from './call-observer.ts';
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
      return shared.join(call);
    };
  };
}

class SharedCall {
  readonly #controller = new AbortController();
  readonly #call: UpstreamCall;
  readonly #answer: Promise<HttpAnswer>;
  readonly #onOver: (over: SharedCall) => void;
  #sharers = 0;

  constructor(next: Send, call: UpstreamCall, onOver: (over: SharedCall) => void) {
    this.#onOver = onOver;
    this.#call = { ...call, signal: this.#controller.signal };
    this.#answer = next(this.#call).finally(() => onOver(this));
  }

  join({ signal, deadline }: UpstreamCall): Promise<HttpAnswer> {
    this.#sharers += 1;
    this.#call.deadline = Math.max(this.#call.deadline, deadline);
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        this.#sharers -= 1;
        if (this.#sharers > 0) return;
        this.#onOver(this);
        this.#controller.abort(signal.reason);
      };
      const stay = () => signal.removeEventListener('abort', leave);
      signal.addEventListener('abort', leave, { once: true });
      this.#answer.then(
        (answer) => {
          stay();
          resolve(answer);
        },
        (error: unknown) => {
          stay();
          reject(error);
        },
      );
    });
  }
}
