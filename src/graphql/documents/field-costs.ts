import { defaultPageSize, maxPageSize } from '../../feed/page.ts';
import { callsToFindDeparted } from '../../upstream/coder/departed.ts';
import { maxActions, maxParts } from '../../upstream/coder/audit-log-plan.ts';

/** What a query pays for each upstream call; an entry of the answer is 1. */
export const callCost = 10;

/** The most calls that each loader makes for a whole request, wherever its fields stand. */
export const loaderCalls = { users: 9, organizations: 1, roles: 2, bindplaneUsers: 1 } as const;

export type LoaderName = keyof typeof loaderCalls;

/** Arguments as they were sent, checked by nobody yet. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a field asks of the upstreams. */
export interface FieldCost {
  /** Calls each time it is resolved; `scanCalls`: what a scan may spend. */
  readonly calls?: (args: Arguments, scanCalls: number) => number;
  /** Loaders that it reads from. */
  readonly loaders?: readonly LoaderName[];
  /** Items of its list, where they are not those of a page. */
  readonly items?: (args: Arguments) => readonly unknown[] | number;
  /** Calls for each item, given the name of its type when the argument tells. */
  readonly callsPerItem?: (typeName: string) => number;
}

/** Of an organizations' list nobody knows the length beforehand. */
const assumedOrganizations = 100;

const auditLogs: FieldCost = { calls: ({ filter }, scanCalls) => auditLogCalls(filter, scanCalls) };
const isEntry = (typeName: string) => /^Audit(Log|Event)$/.test(typeName);

/** By type and field; what is not listed costs no call. */
export const fieldCosts: Readonly<Record<string, FieldCost>> = {
  'Query.auditLogs': auditLogs,
  'Query.auditEvents': {
    calls: ({ filter }, scanCalls) => auditEventCalls(filter, scanCalls),
  },
  'Query.auditTimeline': {
    calls: ({ filter }, scanCalls) => timelineCalls(filter, scanCalls),
  },
  'Query.node': { calls: () => 1 },
  'Query.nodes': { items: ({ ids }) => listOf(ids), callsPerItem: () => 1 },
  'Query._entities': {
    items: ({ representations }) => listOf(representations),
    callsPerItem: (typeName) => (isEntry(typeName) ? 1 : 0),
  },
  'Query.viewer': { calls: () => 1 },
  'Query.user': { calls: () => 1 },
  'Query.organization': { loaders: ['organizations'] },
  'Query.organizations': { loaders: ['organizations'], items: () => assumedOrganizations },
  'Query.upstreams': { calls: () => 3 },
  'Mutation.generateTestAuditLog': { calls: () => 3 },
  'AuditLog.isDeleted': { loaders: ['roles'] },
  'AuditLog.resourceLink': { loaders: ['roles'] },
  'AuditEvent.actor': { loaders: ['bindplaneUsers', 'users'] },
  'User.isServiceAccount': { loaders: ['users'] },
  'User.hasAiSeat': { loaders: ['users'] },
  'User.organizations': {
    loaders: ['users', 'organizations'],
    items: () => assumedOrganizations,
  },
  'User.auditLogs': { ...auditLogs, loaders: ['users'] },
  // Bindplane's users are told from its events.
  'User.auditEvents': { calls: (_args, scanCalls) => scanCalls, loaders: ['bindplaneUsers'] },
  'Organization.auditLogs': auditLogs,
  'AuditLogConnection.totalCount': { calls: () => 1 },
  'AuditLogConnection.totalCountPrecision': { calls: () => 1 },
  'AuditEventConnection.totalCount': { calls: () => 1 },
  'AuditEventConnection.totalCountPrecision': { calls: () => 1 },
  'AuditTimelineConnection.totalCount': { calls: () => 2 },
  'AuditTimelineConnection.totalCountPrecision': { calls: () => 2 },
  // A text of 30 KB, without a call.
  '_Service.sdl': { calls: () => 10 },
};

/** Entries on the page that these arguments ask for. */
export function pageSizeOf({ first, last }: Arguments): number {
  const size = first ?? last ?? defaultPageSize;
  if (typeof size !== 'number') return defaultPageSize;
  return Math.min(Math.max(size, 0), maxPageSize);
}

/** Values that Coder is asked for one by one, while their combinations are at most `maxParts`. */
const listFilters = ['actions', 'operationTypes', 'resourceTypes', 'buildReasons'];
/** An operation type stands for up to four actions. */
const actionsOfOperationType = 4;
const searchedFilters = new Set([
  ...listFilters,
  'occurredAt',
  'resourceId',
  'requestId',
  'organization',
  'actor',
]);
/** By the users and by one row, or by the rows of somebody who is gone. */
const callsToFindActor = 2;
/** Coder searches whole days: the place of an instant is found first. */
const callsToSearchRange = 2;

function auditLogCalls(filter: unknown, scanCalls: number): number {
  const given = givenOf(filter);
  const actor = actorCalls(given);
  const combinations = listFilters.reduce((product, name) => {
    const values = given.has(name) ? listOf(given.get(name)).length : 1;
    return (
      product * values * (name === 'operationTypes' && given.has(name) ? actionsOfOperationType : 1)
    );
  }, 1);
  const isToldFromRows = [...given.keys()].some((name) => !searchedFilters.has(name));
  const callsPerSearch = given.has('occurredAt') ? callsToSearchRange : 1;
  const searches = Math.max(combinations, 1) * callsPerSearch;
  if (combinations > maxParts) return actor + scanCalls;
  if (isToldFromRows) return actor + Math.max(scanCalls, searches);
  // So many actions are scanned for, and counted one by one.
  return actor + searches + (combinations > maxActions ? scanCalls : 0);
}

function actorCalls(given: ReadonlyMap<string, unknown>): number {
  const by = givenOf(given.get('actor'));
  const isByName = by.has('username') || by.has('email') || given.has('search');
  return (given.has('actor') ? callsToFindActor : 0) + (isByName ? callsToFindDeparted : 0);
}

function auditEventCalls(filter: unknown, scanCalls: number): number {
  const given = givenOf(filter);
  const isScan = [...given.keys()].some((name) => !/^(occurredAt|configuration)$/.test(name));
  return isScan ? actorCalls(given) + scanCalls : 1;
}

function timelineCalls(filter: unknown, scanCalls: number): number {
  const { sources, ...rest } = Object.fromEntries(givenOf(filter));
  const read = sources === undefined ? ['CODER', 'BINDPLANE'] : listOf(sources);
  return (
    (read.includes('CODER') ? auditLogCalls(rest, scanCalls) : 0) +
    (read.includes('BINDPLANE') ? auditEventCalls(rest, scanCalls) : 0)
  );
}

/** The fields of an input object that are given: null is not. */
function givenOf(input: unknown): ReadonlyMap<string, unknown> {
  if (typeof input !== 'object' || input === null) return new Map();
  return new Map(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** GraphQL takes one value for a list of one. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined ? [] : [value];
}
