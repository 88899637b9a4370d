import { parseInstant } from '../../feed/instant.ts';
import type { Instant } from '../../feed/instant.ts';
import type { StoredAuditEvent } from './state.ts';

/** An event with what queries compare. */
export interface TrailEntry {
  readonly event: StoredAuditEvent;
  readonly at: Instant;
  readonly visibleFrom: Instant | undefined;
  /** Grows with each event stored. */
  readonly sequence: number;
}

/** More than this are sorted with all the others, fewer are put in place one by one. */
const fewEntries = 100;

/** The events of a simulated server. They may be changed while it runs. */
export class BindplaneTrail {
  /** In the order of `compareEntries`. */
  #entries: TrailEntry[] = [];
  #nextSequence = 0;

  constructor(events: readonly StoredAuditEvent[]) {
    this.insert(events);
  }

  /** All events, oldest first, those not yet visible or past retention among them. */
  get events(): readonly StoredAuditEvent[] {
    return this.#entries.map((entry) => entry.event);
  }

  /** An id that is stored already is stored once more. Throws when an instant cannot be read. */
  insert(events: readonly StoredAuditEvent[]): void {
    const entries = events.map((event, index) => ({
      event,
      at: instantOf(event.timestamp),
      visibleFrom: event.visibleFrom === undefined ? undefined : instantOf(event.visibleFrom),
      sequence: this.#nextSequence + index,
    }));
    this.#nextSequence += entries.length;
    if (entries.length > fewEntries) {
      this.#entries = this.#entries.concat(entries).toSorted(compareEntries);
      return;
    }
    for (const entry of entries) {
      const place = partitionPoint(this.#entries, (other) => compareEntries(other, entry) < 0);
      this.#entries.splice(place, 0, entry);
    }
  }

  remove(ids: Iterable<string>): void {
    const gone = new Set(ids);
    this.#entries = this.#entries.filter((entry) => !gone.has(entry.event.id));
  }

  /**
   * The entries from the first that is not before the window to the last that is not after it,
   * oldest first; at one instant, those stored last come first.
   */
  window(isBefore: (at: Instant) => boolean, isAfter: (at: Instant) => boolean): TrailEntry[] {
    const start = partitionPoint(this.#entries, (entry) => isBefore(entry.at));
    const end = partitionPoint(this.#entries, (entry) => !isAfter(entry.at));
    return this.#entries.slice(start, end);
  }
}

/** Ties stand against the order of ids, which mostly grow: no client may trust them. */
function compareEntries(a: TrailEntry, b: TrailEntry): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return b.sequence - a.sequence;
}

function instantOf(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new RangeError(`Not an instant in RFC 3339: ${text}`);
  return instant;
}

/** Index of the first item that is not `inFront`; all that are stand in front. */
function partitionPoint<T>(items: readonly T[], inFront: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inFront(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
