import type { BreakerState } from '../../telemetry/call-observer.ts';

export interface BreakerOptions {
  /** It opens after so many failures in a row… */
  readonly failures: number;
  /** …when nothing has succeeded for so long either: a short hiccup of many calls is none. */
  readonly silenceMs: number;
  /** How long it stays open until a call is tried. */
  readonly cooldownMs: number;
  readonly now: () => number;
  readonly onChange?: ((state: BreakerState) => void) | undefined;
}

/**
 * Keeps calls from what is down. Each call that it admits is to be reported by one of `succeeded`,
 * `failed` and `ended`.
 */
export class Breaker<Call extends object> {
  readonly #options: BreakerOptions;
  #state: BreakerState = 'CLOSED';
  #failures = 0;
  #failingSince = -Infinity;
  #openUntil = -Infinity;
  /** The one call under way while half open. */
  #trial: Call | undefined;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  /** Until the next call is tried. */
  get restMs(): number {
    return Math.max(this.#openUntil - this.#options.now(), 0);
  }

  /** Whether a call may be sent. */
  admit(call: Call): boolean {
    if (this.#state === 'CLOSED') return true;
    if (this.#state === 'HALF_OPEN' || this.restMs > 0) return false;
    this.#trial = call;
    this.#become('HALF_OPEN');
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#failingSince = this.#options.now();
    this.#trial = undefined;
    this.#become('CLOSED');
  }

  /** `startedAt`: when the call was sent. */
  failed(call: Call, startedAt: number): void {
    if (this.#trial === call) return this.#open(this.#options.cooldownMs);
    if (this.#state !== 'CLOSED') return;
    if (this.#failures === 0) this.#failingSince = Math.max(this.#failingSince, startedAt);
    this.#failures += 1;
    const { failures, silenceMs, cooldownMs, now } = this.#options;
    if (this.#failures >= failures && now() - this.#failingSince >= silenceMs) {
      this.#open(cooldownMs);
    }
  }

  /** It told nothing: its caller left, say. */
  ended(call: Call): void {
    if (this.#trial === call) this.#open(0);
  }

  #open(cooldownMs: number): void {
    this.#trial = undefined;
    this.#openUntil = this.#options.now() + cooldownMs;
    this.#become('OPEN');
  }

  #become(state: BreakerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onChange?.(state);
  }
}
