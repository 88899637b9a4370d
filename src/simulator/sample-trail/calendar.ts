import type { Micros } from './micros.ts';

/**
 * What is going to happen, played in order of time, so that whatever runs finds the world as
 * everything before has left it.
 */
export class Calendar {
  readonly #plans: { readonly at: Micros; readonly run: (at: Micros) => void }[] = [];
  readonly #start: Micros;
  readonly #end: Micros;

  constructor(start: Micros, end: Micros) {
    this.#start = start;
    this.#end = end;
  }

  /** Plans outside the trail are dropped. */
  plan(at: Micros, run: (at: Micros) => void): void {
    if (at >= this.#start && at <= this.#end) this.#plans.push({ at, run });
  }

  play(): void {
    this.#plans.sort((a, b) => a.at - b.at);
    for (const { at, run } of this.#plans) run(at);
  }
}
