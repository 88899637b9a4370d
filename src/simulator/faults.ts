import type { OutgoingHttpHeaders } from 'node:http';
import type { IncomingCall } from './exchange.ts';

/** What goes wrong with one call. Every kind is real on the wire. */
export type Fault =
  /** Waits, then answers as usual, or with the fault that follows. */
  | { readonly kind: 'latency'; readonly ms: number; readonly followedBy?: Fault }
  /** Takes the request and sends nothing. */
  | { readonly kind: 'neverAnswer' }
  /** Answers this without asking the simulated upstream. `contentType` defaults to JSON. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string | Uint8Array;
      readonly headers?: OutgoingHttpHeaders;
      readonly contentType?: string;
    }
  /** The true answer, cut in half by an orderly end although `content-length` promises all. */
  | { readonly kind: 'truncatedBody' }
  /** The true answer, its body sent at this speed. */
  | { readonly kind: 'slowBody'; readonly bytesPerSecond: number }
  /** A 200 whose JSON body has this many bytes and no `content-length`. */
  | { readonly kind: 'hugeBody'; readonly bytes: number }
  /** Header lines until the client gives up, `intervalMs` (0) apart. */
  | { readonly kind: 'endlessHeaders'; readonly intervalMs?: number }
  /** A complete answer with this many bytes (1,000,000) in one header. */
  | { readonly kind: 'hugeHeaders'; readonly bytes?: number }
  /** The connection is reset before a header is sent; nothing was executed. */
  | { readonly kind: 'reset' }
  /** The call is executed and the connection reset halfway through the body. */
  | { readonly kind: 'resetBody' };

/** Decides which calls go wrong: planned faults first, then the rules in order. */
export class Faults {
  #planned: Fault[] = [];
  #rules: ((call: IncomingCall) => Fault | undefined)[] = [];

  /** The next `times` calls get this fault, after those planned before. */
  next(fault: Fault, times = 1): void {
    this.#planned.push(...Array.from({ length: times }, () => fault));
  }

  /** Asked for each call that no planned fault takes; the first rule with a fault decides. */
  rule(decide: (call: IncomingCall) => Fault | undefined): void {
    this.#rules.push(decide);
  }

  clear(): void {
    this.#planned = [];
    this.#rules = [];
  }

  /** The fault of this call; takes it from the plan. */
  take(call: IncomingCall): Fault | undefined {
    const planned = this.#planned.shift();
    if (planned !== undefined) return planned;
    for (const decide of this.#rules) {
      const fault = decide(call);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
}
