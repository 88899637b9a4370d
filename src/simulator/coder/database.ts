import type { Random } from '../random.ts';
import type { StoredAuditLog, StoredOrganization, StoredResource, StoredUser } from './state.ts';
import { sortableTime } from './timestamp.ts';

export interface CoderTables {
  readonly users: readonly StoredUser[];
  readonly organizations: readonly StoredOrganization[];
  readonly auditLogs: readonly StoredAuditLog[];
  readonly resources?: readonly StoredResource[];
}

export interface AuditLogQuery {
  /** Bounds of the time, both inclusive, as `sortableTime` writes them. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly matches?: ((row: StoredAuditLog) => boolean) | undefined;
  readonly offset: number;
  readonly limit: number;
}

interface Entry {
  readonly instant: string;
  readonly row: StoredAuditLog;
}

/** The tables of a simulated server; may be changed while it runs. */
export class CoderDatabase {
  readonly users: Map<string, StoredUser>;
  readonly organizations: Map<string, StoredOrganization>;
  readonly resources: Map<string, StoredResource>;
  /** Newest first; rows of one instant in no order that means anything. */
  #entries: Entry[] = [];

  constructor(tables: CoderTables) {
    this.users = byId(tables.users);
    this.organizations = byId(tables.organizations);
    this.resources = byId(tables.resources ?? []);
    this.insert(tables.auditLogs);
  }

  /** Newest first. */
  get rows(): readonly StoredAuditLog[] {
    return this.#entries.map((entry) => entry.row);
  }

  /** Rows may have any time, late and future ones included. */
  insert(rows: readonly StoredAuditLog[]): void {
    const added = rows.map((row) => ({ instant: sortableTime(row.time), row }));
    if (added.length > 10) {
      this.#entries = [...this.#entries, ...added].toSorted(newestFirst);
      return;
    }
    for (const entry of added) {
      this.#entries.splice(this.#countAfter(entry.instant), 0, entry);
    }
  }

  remove(ids: Iterable<string>): void {
    const gone = new Set(ids);
    this.#entries = this.#entries.filter((entry) => !gone.has(entry.row.id));
  }

  /**
   * One statement: `ORDER BY time DESC` and nothing else. Rows of equal time come in an order drawn
   * anew for each statement.
   */
  select(query: AuditLogQuery, random: Random): { count: number; rows: StoredAuditLog[] } {
    const start = query.to === undefined ? 0 : this.#countAfter(query.to);
    const end = query.from === undefined ? this.#entries.length : this.#countFrom(query.from);
    const { matches } = query;
    const found: Range = matches
      ? wholeOf(this.#entries.slice(start, end).filter(({ row }) => matches(row)))
      : { entries: this.#entries, start, end: Math.max(start, end) };
    const rows = page(found, query.offset, query.limit, random).map(({ row }) => row);
    return { count: found.end - found.start, rows };
  }

  /** How many rows are newer than the instant. */
  #countAfter(instant: string): number {
    return this.#partition((entry) => entry.instant > instant);
  }

  /** How many rows are at the instant or newer. */
  #countFrom(instant: string): number {
    return this.#partition((entry) => entry.instant >= instant);
  }

  /** The length of the leading part that satisfies the condition. */
  #partition(leads: (entry: Entry) => boolean): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && leads(entry)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A part of a list of entries, which groups of equal time do not cross. */
interface Range {
  readonly entries: readonly Entry[];
  readonly start: number;
  readonly end: number;
}

function wholeOf(entries: readonly Entry[]): Range {
  return { entries, start: 0, end: entries.length };
}

/** Cuts the page out of the groups of equal time that it touches, each permuted as a whole. */
function page(found: Range, offset: number, limit: number, random: Random): Entry[] {
  const { entries } = found;
  const tied = (index: number): boolean => entries[index - 1]?.instant === entries[index]?.instant;
  const from = Math.min(found.start + offset, found.end);
  let start = from;
  let end = Math.min(from + limit, found.end);
  if (start === end) return [];
  while (start > found.start && tied(start)) start -= 1;
  while (end < found.end && tied(end)) end += 1;
  const permuted: Entry[] = [];
  for (let first = start; first < end;) {
    let next = first + 1;
    while (next < end && tied(next)) next += 1;
    for (const entry of random.shuffled(entries.slice(first, next))) permuted.push(entry);
    first = next;
  }
  return permuted.slice(from - start, from - start + limit);
}

function newestFirst(a: Entry, b: Entry): number {
  if (a.instant === b.instant) return 0;
  return a.instant < b.instant ? 1 : -1;
}

function byId<T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
