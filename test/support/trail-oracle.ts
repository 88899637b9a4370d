import type { StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';
import type { StoredAuditLog, StoredResource } from '../../src/simulator/coder/state.ts';

/**
 * What an ideal database would know, computed from what the simulators store and from nothing that
 * the gateway is made of.
 */
export interface TrailEntry {
  readonly source: SourceName;
  /** Unique in its source. */
  readonly id: string;
  /** `YYYY-MM-DDTHH:MM:SS.fffffffff` in UTC: compares as text. */
  readonly at: string;
  readonly row: StoredAuditLog | StoredAuditEvent;
}

export type SourceName = 'CODER' | 'BINDPLANE';

export interface LogEntry extends TrailEntry {
  readonly source: 'CODER';
  readonly row: StoredAuditLog;
}

export interface EventEntry extends TrailEntry {
  readonly source: 'BINDPLANE';
  readonly row: StoredAuditEvent;
}

export function logEntry(row: StoredAuditLog): LogEntry {
  return { source: 'CODER', id: row.id, at: nineDigits(row.time, 6), row };
}

/** `digits`: how many digits of a fraction the server sends. */
export function eventEntry(row: StoredAuditEvent, digits: number): EventEntry {
  return { source: 'BINDPLANE', id: row.id, at: nineDigits(row.timestamp, digits), row };
}

/** Of RFC 3339 in UTC with `Z`; further digits are cut off. */
function nineDigits(text: string, digits: number): string {
  const fraction = text.slice(20, -1).slice(0, digits);
  return `${text.slice(0, 19)}.${fraction.padEnd(9, '0')}`;
}

/** As `occurredAt` shows it: no zeros at the end, since neither server writes them. */
export function shownInstant({ at }: TrailEntry): string {
  return `${at.replace(/\.?0+$/, '')}Z`;
}

/** Newest first; at one instant Coder first; then the greatest id first. */
export function compareEntries(a: TrailEntry, b: TrailEntry): number {
  if (a.at !== b.at) return a.at > b.at ? -1 : 1;
  if (a.source !== b.source) return a.source === 'CODER' ? -1 : 1;
  return a.id > b.id ? -1 : a.id < b.id ? 1 : 0;
}

const operationTypes: Readonly<Record<string, readonly string[]>> = {
  CREATE: ['create', 'register', 'created', 'pending'],
  MODIFY: ['write', 'modified', 'updated'],
  DELETE: ['delete', 'deleted'],
  START: ['start', 'started'],
  STOP: ['stop', 'stopped'],
  PAUSE: ['paused'],
  RESUME: ['resumed'],
  AUTHENTICATION: ['login', 'logout', 'request_password_reset'],
  ACCESS: ['connect', 'disconnect', 'open', 'close'],
};

export const operationTypeNames = Object.keys(operationTypes);

/** What a filter means, every key and name resolved; undefined: anything. Bounds as in `at`. */
export interface Meaning {
  readonly gte?: string;
  readonly lt?: string;
  readonly actions?: readonly string[];
  readonly operationTypes?: readonly string[];
  readonly resourceTypes?: readonly string[];
  readonly resourceId?: string;
  readonly resourceTarget?: string;
  readonly requestId?: string;
  readonly userId?: string;
  readonly organizationId?: string;
  readonly buildReasons?: readonly string[];
  readonly isSuccessful?: boolean;
  readonly statusCodes?: readonly number[];
  readonly ip?: string;
  readonly resourceName?: string;
  readonly actorName?: string;
  /** The texts under which the actor acts. */
  readonly actorNames?: readonly string[];
  readonly configuration?: string;
}

export function isMeant(
  entry: TrailEntry,
  meaning: Meaning,
  resources: readonly StoredResource[],
): boolean {
  if (meaning.gte !== undefined && entry.at < meaning.gte) return false;
  if (meaning.lt !== undefined && entry.at >= meaning.lt) return false;
  return entry.source === 'CODER'
    ? isLogMeant(entry.row as StoredAuditLog, meaning, resources)
    : isEventMeant(entry.row as StoredAuditEvent, meaning);
}

function isLogMeant(
  row: StoredAuditLog,
  meaning: Meaning,
  resources: readonly StoredResource[],
): boolean {
  const { resourceId, resourceTarget, requestId, userId, organizationId } = meaning;
  return (
    isOneOf(meaning.actions, row.action) &&
    isOfType(meaning.operationTypes, row.action) &&
    isOneOf(meaning.resourceTypes, row.resource_type) &&
    (resourceId === undefined || row.resource_id === resourceId) &&
    (resourceTarget === undefined || row.resource_target === resourceTarget) &&
    (requestId === undefined || row.request_id === requestId) &&
    (userId === undefined || row.user_id === userId) &&
    (organizationId === undefined || row.organization_id === organizationId) &&
    (meaning.buildReasons === undefined ||
      isOneOf(meaning.buildReasons, buildReasonOf(row, resources) ?? '')) &&
    (meaning.isSuccessful === undefined || successOf(row.status_code) === meaning.isSuccessful) &&
    (meaning.statusCodes === undefined || meaning.statusCodes.includes(row.status_code)) &&
    (meaning.ip === undefined || row.ip === meaning.ip)
  );
}

function isEventMeant(row: StoredAuditEvent, meaning: Meaning): boolean {
  const { actorName, actorNames, configuration } = meaning;
  return (
    isOneOf(meaning.actions, row.action) &&
    isOfType(meaning.operationTypes, row.action) &&
    isOneOf(meaning.resourceTypes, row.resourceKind) &&
    (meaning.resourceName === undefined || row.resourceName === meaning.resourceName) &&
    (actorName === undefined || fold(row.user) === fold(actorName)) &&
    (actorNames === undefined || actorNames.map(fold).includes(fold(row.user))) &&
    (configuration === undefined ||
      row.configuration === configuration ||
      (!configuration.includes(':') && row.configuration.split(':')[0] === configuration))
  );
}

function isOneOf(values: readonly string[] | undefined, value: string): boolean {
  return values === undefined || values.some((one) => one.toLowerCase() === value.toLowerCase());
}

function isOfType(types: readonly string[] | undefined, action: string): boolean {
  return types === undefined || types.some((type) => isOneOf(operationTypes[type], action));
}

function successOf(status: number): boolean | null {
  if (status >= 400) return false;
  return status >= 100 ? true : null;
}

function buildReasonOf(
  row: StoredAuditLog,
  resources: readonly StoredResource[],
): string | undefined {
  const builds = resources.filter(({ kind }) => kind === 'workspace_build');
  if (row.resource_type === 'workspace_build') {
    return builds.find(({ id }) => id === row.resource_id)?.build_reason;
  }
  if (row.resource_type !== 'workspace' || row.action !== 'create') return undefined;
  return builds.find((build) => build.parent_id === row.resource_id && build.build_number === 1)
    ?.build_reason;
}

function fold(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}
