import { type Instant, parseInstant } from '../../src/feed/instant.ts';
import type { CoderAuditLog, CoderAuditPage } from '../../src/upstream/coder/model.ts';
import { Random } from '../../src/simulator/random.ts';

/** What `GET /api/v2/audit` answers with: day bounds with their hole, offsets, counts, loose ties. */
export interface CoderTable {
  auditLogs(query: { q: string; limit: number; offset: number }): Promise<CoderAuditPage>;
  /** Newest first, ties in no order. */
  readonly rows: readonly CoderAuditLog[];
  readonly calls: readonly TableCall[];
  insert(rows: readonly CoderAuditLog[]): void;
  remove(ids: ReadonlySet<string>): void;
  resetCalls(): void;
}

interface TableCall {
  readonly q: string;
  readonly limit: number;
  readonly offset: number;
}

export interface CoderTableOptions {
  readonly rows: readonly CoderAuditLog[];
  /** Null: a server that counts without a cap, and reports 0 on a page beyond the end. */
  readonly countCap?: number | null;
  readonly seed?: number;
  /** Runs before each call is answered. */
  readonly beforeCall?: (table: CoderTable) => void;
}

export function createCoderTable(options: CoderTableOptions): CoderTable {
  const { countCap = 2000, seed = 1, beforeCall } = options;
  const random = new Random(seed);
  let rows = options.rows.toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0));
  let calls: TableCall[] = [];
  const filtered = new Map<string, readonly CoderAuditLog[]>();

  const table: CoderTable = {
    async auditLogs({ q, limit, offset }) {
      calls.push({ q, limit, offset });
      beforeCall?.(table);
      if (![limit, offset].every((value) => Number.isInteger(value) && value >= 0)) {
        throw new Error(`Query parameters have invalid values: ${limit}, ${offset}`);
      }
      if (limit === 0 || limit >= 2 ** 31 || offset >= 2 ** 31) throw new Error('out of range');
      const window = windowOf(q);
      const list = matching(window.terms);
      const start = window.to ? firstIndex(list, (row) => row.at <= window.to!) : 0;
      const end = window.from ? firstIndex(list, (row) => row.at < window.from!) : list.length;
      const size = Math.max(end - start, 0);
      const page = cut(list, start + Math.min(offset, size), Math.min(start + offset + limit, end));
      if (countCap === null) {
        return { rows: page, count: page.length > 0 ? size : 0, countCap: undefined };
      }
      return { rows: page, count: Math.min(size, countCap + 1), countCap };
    },
    get rows() {
      return rows;
    },
    get calls() {
      return calls;
    },
    insert(added) {
      rows = [...rows, ...added].toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0));
      filtered.clear();
    },
    remove(ids) {
      rows = rows.filter((row) => !ids.has(row.id));
      filtered.clear();
    },
    resetCalls() {
      calls = [];
    },
  };
  return table;

  function matching(terms: readonly string[]): readonly CoderAuditLog[] {
    if (terms.length === 0) return rows;
    const key = terms.join(' ');
    const known = filtered.get(key);
    if (known) return known;
    const list = rows.filter((row) => terms.every((term) => matchesTerm(row, term)));
    filtered.set(key, list);
    return list;
  }

  /** Rows from `start` up to `end`, each tie group in an order of this call alone. */
  function cut(list: readonly CoderAuditLog[], start: number, end: number): CoderAuditLog[] {
    if (end <= start) return [];
    let first = start;
    while (first > 0 && list[first - 1]!.at === list[first]!.at) first -= 1;
    let last = end;
    while (last < list.length && list[last]!.at === list[last - 1]!.at) last += 1;
    return permuteTies(random, list.slice(first, last)).slice(start - first, end - first);
  }
}

function windowOf(q: string) {
  const terms: string[] = [];
  const bounds: { from?: Instant; to?: Instant } = {};
  for (const term of q.split(' ').filter(Boolean)) {
    const [, key, day] = /^(date_from|date_to):(.*)$/.exec(term) ?? [];
    if (key === undefined) terms.push(term);
    else if (parseInstant(`${day}T00:00:00Z`) === undefined) throw new Error(`bad date: ${day}`);
    else if (day === '0001-01-01') continue;
    else if (key === 'date_from' && !bounds.from) bounds.from = instant(`${day}T00:00:00Z`);
    else if (key === 'date_to' && !bounds.to) bounds.to = instant(`${day}T23:59:59Z`);
    else throw new Error(`Query param "${key}" provided more than once`);
  }
  return { terms, ...bounds };
}

/** A term is equality on the field of that name. */
export function matchesTerm(row: CoderAuditLog, term: string): boolean {
  const [key, value] = term.split(':');
  return Object.entries(row).some(([name, field]) => name === key && field === value);
}

function permuteTies(random: Random, rows: readonly CoderAuditLog[]): CoderAuditLog[] {
  const groups: CoderAuditLog[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group?.[0]?.at === row.at) group.push(row);
    else groups.push([row]);
  }
  return groups.flatMap((group) => (group.length > 1 ? random.shuffled(group) : group));
}

/** The first index where a condition holds that holds from there on. */
function firstIndex(
  rows: readonly CoderAuditLog[],
  holds: (row: CoderAuditLog) => boolean,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(rows[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`no instant: ${text}`);
  return parsed;
}

const plainRow: CoderAuditLog = {
  id: '',
  at: '' as Instant,
  time: '',
  action: 'create',
  resource_type: 'user',
  request_id: null,
  resource_id: null,
  resource_target: null,
  resource_icon: null,
  resource_link: null,
  is_deleted: false,
  status_code: 200,
  ip: null,
  user_agent: null,
  description: null,
  diff: [],
  additional_fields: {},
  organization: null,
  user: null,
};

export function auditLogRow(
  row: Pick<CoderAuditLog, 'id' | 'at'> & Partial<CoderAuditLog>,
): CoderAuditLog {
  return { ...plainRow, ...row };
}
