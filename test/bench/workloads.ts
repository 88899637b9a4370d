import { eventWindow } from './data.ts';

const everyScalar = `id source occurredAt action operationType resourceType resourceName actorName summary
  logId requestId resourceId resourceTarget resourceIcon resourceLink isDeleted statusCode isSuccessful ip userAgent
  description`;
const embeddedActor = `actor { id userId username name email avatarUrl status loginType createdAt updatedAt lastSeenAt
  roles { name displayName } }`;
const logs = (first: number, fields: string) =>
  `query Logs($after: String) { auditLogs(first: ${first}, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`;
const edges = (first: number, fields: string) =>
  `query Logs($after: String) { auditLogs(first: ${first}, after: $after) { edges { cursor node { ${fields} } } pageInfo { hasNextPage endCursor } } }`;
const changes = 'id occurredAt action summary diff { field old new isSecret } additionalFields';
const events = `query Events { auditEvents(first: 50) { nodes { id occurredAt action resourceType resourceName actorName configuration summary } pageInfo { hasNextPage endCursor } } }`;

export interface Workload {
  readonly name: string;
  readonly asks: string;
  readonly query: string;
  readonly pageSize: number;
  /** How deep its 200 pages lie in the audit log; undefined: it does not page. */
  readonly depth: number | undefined;
  /** What the floor passes through for it. */
  readonly restPath: (offset: number) => string;
  /** How many entries a right answer has. */
  readonly entries: number;
  readonly latencyMs: number;
  /** How many requests make a round. Slow peers take a tenth. */
  readonly requests: number;
  /** The day that peers ask events of, as Bindplane takes it; undefined: they fetch the whole trail. */
  readonly eventWindow?: string;
  /** Peers look every actor up. */
  readonly peersLookUp: boolean;
  /** Whether rows differ inside from one to the next, and from run to run. */
  readonly isVaried: boolean;
  /** Whether the first requests of a process count, and not those after the warm-up. */
  readonly isCold: boolean;
}

const base = {
  depth: 0,
  latencyMs: 0,
  requests: 800,
  peersLookUp: false,
  isVaried: false,
  isCold: false,
} as const;

const auditPath = (limit: number) => (offset: number) =>
  `/api/v2/audit?limit=${limit + 1}&offset=${offset}`;

export const workloads: readonly Workload[] = [
  {
    ...base,
    name: 'W1',
    asks: '25 logs, every scalar and the embedded actor',
    query: logs(25, `${everyScalar} ${embeddedActor}`),
    pageSize: 25,
    entries: 25,
    restPath: auditPath(25),
  },
  {
    ...base,
    name: 'W2',
    asks: '100 logs, a few fields',
    query: logs(100, 'id occurredAt action summary actor { username email }'),
    pageSize: 100,
    entries: 100,
    restPath: auditPath(100),
    requests: 400,
  },
  {
    ...base,
    name: 'W3',
    asks: 'the same; peers look every actor up',
    query: logs(100, 'id occurredAt action summary actor { username email }'),
    pageSize: 100,
    entries: 100,
    restPath: auditPath(100),
    requests: 400,
    peersLookUp: true,
  },
  {
    ...base,
    name: 'W4',
    asks: 'the newest 50 of 20,000 events',
    query: events,
    pageSize: 50,
    depth: undefined,
    entries: 50,
    restPath: () => '/v1/audit-events',
  },
  {
    ...base,
    name: 'W5',
    asks: 'W1 at depth 40,000',
    query: logs(25, `${everyScalar} ${embeddedActor}`),
    pageSize: 25,
    depth: 40_000,
    entries: 25,
    restPath: auditPath(25),
  },
  {
    ...base,
    name: 'W6',
    asks: 'both systems, upstreams 20 ms away',
    query: `query Both($after: String) {
      auditLogs(first: 25, after: $after) { nodes { id occurredAt action summary actor { username email } } pageInfo { hasNextPage endCursor } }
      auditEvents(first: 25) { nodes { id occurredAt action summary } pageInfo { hasNextPage endCursor } }
    }`,
    pageSize: 25,
    entries: 50,
    restPath: auditPath(25),
    latencyMs: 20,
    eventWindow,
  },
  {
    ...base,
    name: 'W7',
    asks: '25 logs with diff and additionalFields',
    query: logs(25, changes),
    pageSize: 25,
    entries: 25,
    restPath: auditPath(25),
  },
  {
    ...base,
    name: 'W8',
    asks: 'W7, rows that vary',
    query: logs(25, changes),
    pageSize: 25,
    entries: 25,
    restPath: auditPath(25),
    isVaried: true,
  },
  {
    ...base,
    name: 'W9',
    asks: 'W1 as edges with cursors, rows that vary',
    query: edges(25, `${everyScalar} ${embeddedActor}`),
    pageSize: 25,
    entries: 25,
    restPath: auditPath(25),
    isVaried: true,
  },
  {
    ...base,
    name: 'W10',
    asks: 'W1 in the first 3,000 requests, rows that vary',
    query: logs(25, `${everyScalar} ${embeddedActor}`),
    pageSize: 25,
    entries: 25,
    restPath: auditPath(25),
    requests: 3000,
    isVaried: true,
    isCold: true,
  },
];
