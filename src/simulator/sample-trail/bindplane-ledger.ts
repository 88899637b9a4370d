import type { StoredAuditEvent } from '../bindplane/state.ts';
import { ulid } from './identifiers.ts';
import { formatMicros, type Micros } from './micros.ts';
import type { Random } from '../random.ts';

export interface BindplaneEntry {
  readonly kind: string;
  readonly action: string;
  readonly name: string;
  /** `name` or `name:version`. */
  readonly configuration?: string | undefined;
}

/** The project in which all events happen. */
export const bindplaneProject = '01K2M4RL0WFRE1GHTPR0DQ7X3A';

/** Bindplane's audit trail while it is written. */
export class BindplaneLedger {
  readonly #random: Random;
  readonly #start: Micros;
  readonly #end: Micros;
  readonly #events: { readonly at: Micros; readonly event: StoredAuditEvent }[] = [];

  constructor(random: Random, start: Micros, end: Micros) {
    this.#random = random;
    this.#start = start;
    this.#end = end;
  }

  /** Adds an event by the person whom Bindplane knows by `user`, empty for the server itself. */
  record(at: Micros, user: string, entry: BindplaneEntry): void {
    if (at < this.#start || at > this.#end) return;
    this.#events.push({ at, event: storedEvent(this.#random, at, user, entry) });
  }

  /** Oldest first. */
  events(): StoredAuditEvent[] {
    return this.#events.toSorted((a, b) => a.at - b.at).map(({ event }) => event);
  }
}

export function storedEvent(
  random: Random,
  at: Micros,
  user: string,
  entry: BindplaneEntry,
): StoredAuditEvent {
  return {
    // Minted by the server while it handles the call, a little before the row is stamped.
    id: ulid(random, at - random.between(0, 4000)),
    timestamp: formatMicros(at),
    resourceKind: entry.kind,
    resourceName: entry.name,
    description: `${entry.action} ${entry.kind} ${entry.name}`.trimEnd(),
    user,
    action: entry.action,
    configuration: entry.configuration ?? '',
    account: bindplaneProject,
  };
}
