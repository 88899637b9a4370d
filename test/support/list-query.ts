import type { ListKind } from './asked-list.ts';
import type { Gateway } from './gateway.ts';
import type { SourceName } from './trail-oracle.ts';

export interface PageNode {
  readonly id: string;
  readonly source: SourceName;
  readonly occurredAt: string;
  readonly logId?: string;
  readonly eventId?: string;
}

interface SourceTold {
  readonly source: SourceName;
  readonly isIncluded: boolean;
  readonly code: string | null;
}

export interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: PageNode }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly scannedThrough: string | null;
  readonly warnings: readonly { readonly code: string }[];
  readonly totalCount?: number | null;
  readonly totalCountPrecision?: string | null;
  readonly sources?: readonly SourceTold[];
}

export function connectionIn(data: unknown): Connection {
  const { list, parent } = data as { list?: Connection; parent?: { list: Connection } };
  return (list ?? parent?.list)!;
}

const logFields = '... on AuditLog { logId }';
const eventFields = '... on AuditEvent { eventId }';
const nodesDocument = `query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on AuditEntry { source occurredAt } ${logFields} ${eventFields} }
}`;

/** Asks for a page with all that it tells. */
export function documentFor(kind: ListKind, withCount: boolean): string {
  const [owner, field = owner] = kind.split('.') as [string, string?];
  const filterType = {
    auditLogs: 'AuditLogFilter',
    auditEvents: 'AuditEventFilter',
    auditTimeline: 'AuditTimelineFilter',
  }[field];
  const ownFields = {
    auditLogs: logFields,
    auditEvents: eventFields,
    auditTimeline: `${logFields} ${eventFields}`,
  }[field];
  const list = `list: ${field}(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    edges { cursor node { id source occurredAt ${ownFields} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    scannedThrough warnings { code }
    ${withCount ? 'totalCount totalCountPrecision' : ''}
    ${field === 'auditTimeline' ? 'sources { source isIncluded code }' : ''}
  }`;
  const common = `$first: Int, $after: String, $last: Int, $before: String, $filter: ${filterType}`;
  if (owner === field) return `query List(${common}) { ${list} }`;
  const parent = owner.toLowerCase();
  return `query List(${common}, $by: Audit${owner}By!) { parent: ${parent}(by: $by) { ${list} } }`;
}

/** Nodes by their global ids, null where there is none. */
export async function findNodes(
  gateway: Gateway,
  ids: readonly string[],
): Promise<readonly (PageNode | null)[]> {
  const { data } = await gateway.query(nodesDocument, { ids });
  return (data as { nodes: (PageNode | null)[] }).nodes;
}
