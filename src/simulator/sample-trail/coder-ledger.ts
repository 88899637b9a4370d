import type { StoredAuditLog, StoredResource } from '../coder/state.ts';
import { nilUuid } from './identifiers.ts';
import type { StoredDiff } from './diff.ts';
import { formatMicros, type Micros } from './micros.ts';
import type { Origin } from './origins.ts';
import type { Random } from '../random.ts';

export interface CoderEntry {
  readonly type: string;
  readonly action: string;
  /** Of the resource; the nil UUID when absent. */
  readonly id?: string | undefined;
  readonly target?: string | undefined;
  readonly organizationId?: string | undefined;
  /** Left out of failed calls, as Coder does. */
  readonly diff?: StoredDiff | undefined;
  /** 200 when absent. */
  readonly status?: number | undefined;
  readonly fields?: unknown;
  /** A fresh one when absent; the nil UUID is what background jobs have. */
  readonly requestId?: string | undefined;
}

/** Coder's audit log while it is written, and the resources that its rows point at. */
export class CoderLedger {
  readonly #random: Random;
  readonly #start: Micros;
  readonly #end: Micros;
  readonly #rows: { readonly at: Micros; readonly row: StoredAuditLog }[] = [];
  readonly #resources = new Map<string, StoredResource>();
  readonly #lastSeen = new Map<string, Micros>();

  constructor(random: Random, start: Micros, end: Micros) {
    this.#random = random;
    this.#start = start;
    this.#end = end;
  }

  /** Adds a row; what happens outside the trail is not recorded. */
  record(at: Micros, origin: Origin, entry: CoderEntry): void {
    if (at < this.#start || at > this.#end) return;
    const row = storedRow(this.#random, at, origin, entry);
    this.#rows.push({ at, row });
    if (origin.userAgent !== null && at > (this.#lastSeen.get(origin.userId) ?? 0)) {
      this.#lastSeen.set(origin.userId, at);
    }
  }

  keep(resource: StoredResource): void {
    this.#resources.set(resource.id, resource);
  }

  discard(id: string): void {
    const resource = this.#resources.get(id);
    if (resource) this.#resources.set(id, { ...resource, deleted: true });
  }

  /** By user id: the last call a person made. */
  get lastSeen(): ReadonlyMap<string, Micros> {
    return this.#lastSeen;
  }

  /** Oldest first. */
  rows(): StoredAuditLog[] {
    return this.#rows.toSorted((a, b) => a.at - b.at).map(({ row }) => row);
  }

  resources(): StoredResource[] {
    return [...this.#resources.values()];
  }
}

export function storedRow(
  random: Random,
  at: Micros,
  origin: Origin,
  entry: CoderEntry,
): StoredAuditLog {
  const status = entry.status ?? 200;
  return {
    id: random.uuid(),
    time: formatMicros(at),
    user_id: origin.userId,
    organization_id: entry.organizationId ?? nilUuid,
    ip: origin.ip,
    user_agent: origin.userAgent,
    resource_type: entry.type,
    resource_id: entry.id ?? nilUuid,
    resource_target: entry.target ?? '',
    resource_icon: '',
    action: entry.action,
    diff: status >= 400 ? {} : (entry.diff ?? {}),
    status_code: status,
    additional_fields: entry.fields ?? {},
    request_id: entry.requestId ?? random.uuid(),
  };
}
