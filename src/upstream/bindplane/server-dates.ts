import { type BindplaneDateFormat, dateFormats } from './date-format.ts';
import { ZoneMap } from './zone-map.ts';

/** How dates are written for one call. */
export interface DateSpelling {
  readonly format: BindplaneDateFormat;
  /** Whether the server is proven to heed the offset that is written with them. */
  readonly isExact: boolean;
}

/** No zone is further from UTC than this. */
export const widestZoneSeconds = 15 * 3600;

const secondsPerMinute = 60;
const secondsPerDay = 86_400;
const maxDoubts = 3;

/** What was learnt about the dates that one server takes. */
export class ServerDates {
  readonly zone: ZoneMap;
  /** Whether somebody is about to find out more: all others go by what is known. */
  isBeingLearnt = false;
  readonly #clock: () => number;
  #spelling: DateSpelling = { format: 'DIGITS', isExact: false };
  #triedAt = -Infinity;
  #doubts = 0;

  /** `clock` tells seconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.zone = new ZoneMap(clock);
  }

  get spelling(): DateSpelling {
    return this.#spelling;
  }

  /** What to try when the server refuses the dates of a call. */
  get others(): readonly BindplaneDateFormat[] {
    return dateFormats.filter((format) => format !== this.#spelling.format);
  }

  /** Formats with an offset that are to be proven: once a day, since servers are replaced. */
  takeProvable(): readonly BindplaneDateFormat[] {
    if (this.#clock() - this.#triedAt < secondsPerDay) return [];
    this.#triedAt = this.#clock();
    const { format, isExact } = this.#spelling;
    return isExact ? [format] : dateFormats.filter((other) => other !== 'DIGITS');
  }

  /** The server took dates of this format, and no more is known. */
  accept(format: BindplaneDateFormat): void {
    if (format !== this.#spelling.format) this.#spelling = { format, isExact: false };
  }

  prove(format: BindplaneDateFormat): void {
    this.#spelling = { format, isExact: true };
  }

  /** The proof could not be had just now. */
  proveSoon(): void {
    this.#triedAt = Math.min(this.#triedAt, this.#clock() - secondsPerDay + secondsPerMinute);
  }

  /**
   * The offsets of a format that was proven are not heeded, or not by all nodes of the server. It is
   * proven anew soon, but not again and again.
   */
  doubt({ format }: DateSpelling): void {
    if (!this.#spelling.isExact || this.#spelling.format !== format) return;
    this.#spelling = { format: 'DIGITS', isExact: false };
    this.#doubts += 1;
    if (this.#doubts < maxDoubts) return this.proveSoon();
    this.#doubts = 0;
    this.#triedAt = this.#clock();
  }

  /** The second that a clock shows where the server reads the dates of this spelling. */
  clockAt(second: number, { isExact }: DateSpelling): number {
    return isExact ? second : second + this.zone.offsetAt(second);
  }
}
