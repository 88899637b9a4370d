import { isPositionId } from '../feed/cursor.ts';
import type { Instant } from '../feed/instant.ts';
import { formatInstant, parseInstant } from '../feed/instant.ts';

/** What a global id stands for: all that is needed to fetch it again. */
export type GlobalId =
  | {
      readonly type: 'AuditLog';
      readonly id: string;
      readonly at: Instant;
      /** Narrows the search: Coder has no get-by-id. */
      readonly requestId: string | null;
      /** Only when there is no request id. */
      readonly resourceId: string | null;
    }
  | { readonly type: 'AuditEvent'; readonly id: string; readonly at: Instant }
  | { readonly type: 'User' | 'Organization'; readonly id: string };

/** Opaque to clients; base64url of `Type:payload`. The same entry has the same id everywhere. */
export function encodeGlobalId(globalId: GlobalId): string {
  const text = `${globalId.type}:${payloadOf(globalId)}`;
  // All of it is ASCII. A buffer of its own takes as long again.
  const length = scratch.write(text, 'latin1');
  return scratch.toString('base64url', 0, length);
}

/** Undefined for anything that `encodeGlobalId` did not make: an entry has one id only. */
export function decodeGlobalId(text: string): GlobalId | undefined {
  if (text.length > maxLength) return undefined;
  const decoded = Buffer.from(text, 'base64url').toString('utf8');
  const colon = decoded.indexOf(':');
  const globalId = parsePayload(decoded.slice(0, colon), decoded.slice(colon + 1));
  return globalId && encodeGlobalId(globalId) === text ? globalId : undefined;
}

const maxLength = 256;
const scratch = Buffer.alloc(maxLength);
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

function payloadOf(globalId: GlobalId): string {
  if (globalId.type === 'AuditEvent') return `${formatInstant(globalId.at)}/${globalId.id}`;
  if (globalId.type !== 'AuditLog') return globalId.id;
  const { id, at, requestId, resourceId } = globalId;
  const entry = `${formatInstant(at)}/${id}`;
  if (requestId !== null) return `${entry}/request/${requestId}`;
  return resourceId === null ? entry : `${entry}/resource/${resourceId}`;
}

function parsePayload(type: string, payload: string): GlobalId | undefined {
  switch (type) {
    case 'User':
    case 'Organization':
      return uuid.test(payload) ? { type, id: payload } : undefined;
    case 'AuditEvent':
      return parseAuditEvent(payload);
    case 'AuditLog':
      return parseAuditLog(payload);
    default:
      return undefined;
  }
}

function parseAuditEvent(payload: string): GlobalId | undefined {
  const slash = payload.indexOf('/');
  const at = parseInstant(payload.slice(0, slash));
  const id = payload.slice(slash + 1);
  return at && id !== '' && isPositionId(id) ? { type: 'AuditEvent', id, at } : undefined;
}

function parseAuditLog(payload: string): GlobalId | undefined {
  const [time = '', id = '', kind, key = '', ...rest] = payload.split('/');
  const at = parseInstant(time);
  if (!at || !uuid.test(id) || rest.length > 0) return undefined;
  const entry = { type: 'AuditLog', id, at, requestId: null, resourceId: null } as const;
  if (kind === undefined) return entry;
  if (!uuid.test(key)) return undefined;
  if (kind === 'request') return { ...entry, requestId: key };
  return kind === 'resource' ? { ...entry, resourceId: key } : undefined;
}
