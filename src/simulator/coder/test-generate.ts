import type { Answer, IncomingCall } from '../exchange.ts';
import { failure, forbidden, internalError } from './answers.ts';
import type { Deployment } from './deployment.ts';
import { auditActions, hasEnumValue, resourceTypes } from './enums.ts';
import { GoError } from './go/error.ts';
import { quote } from './go/quote.ts';
import { nilUuid } from './go/uuid.ts';
import { auditScope, isOwner } from './roles.ts';
import type { StoredUser } from './state.ts';
import { decodeTestAuditLog } from './test-audit-log.ts';
import type { TestAuditLog } from './test-audit-log.ts';
import { toStoredTime } from './timestamp.ts';

const maxUserAgentLength = 256;

/** POST /audit/testgenerate: the gate of reading, then the body, then the insert, for owners only. */
export function generateTestAuditLog(
  { database, now, random, version }: Deployment,
  caller: StoredUser,
  call: IncomingCall,
): Answer {
  if (auditScope(caller) === undefined) return forbidden();
  let body: TestAuditLog;
  try {
    body = decodeTestAuditLog(call.body);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return failure(400, 'Request body must be valid JSON.', error.message);
  }
  if (!isOwner(caller)) return internalError('unauthorized: rbac: forbidden');

  const action = body.action ?? 'write';
  const resourceType = body.resourceType ?? 'user';
  const userAgent = call.headers['user-agent'] ?? '';
  if (!hasEnumValue(auditActions, action, version.minor)) {
    return internalError(`pq: invalid input value for enum audit_action: ${quote(action)}`);
  }
  if (!hasEnumValue(resourceTypes, resourceType, version.minor)) {
    return internalError(`pq: invalid input value for enum resource_type: ${quote(resourceType)}`);
  }
  if (userAgent.length > maxUserAgentLength) {
    return internalError('pq: value too long for type character varying(256)');
  }
  if (holdsNul(body.additionalFields)) {
    return internalError('pq: unsupported Unicode escape sequence');
  }
  database.insert([
    {
      id: random.uuid(),
      time: body.time === undefined ? now() : toStoredTime(body.time),
      user_id: caller.id,
      organization_id: body.organizationId ?? nilUuid,
      ip: call.remoteAddress,
      user_agent: userAgent,
      resource_type: resourceType,
      resource_id: body.resourceId ?? random.uuid(),
      resource_target: caller.username,
      resource_icon: '',
      action,
      diff: { foo: { Old: 'bar', New: 'baz', Secret: false } },
      status_code: 200,
      additional_fields: body.additionalFields === undefined ? {} : body.additionalFields,
      request_id: body.requestId ?? nilUuid,
    },
  ]);
  return { status: 204 };
}

/** The database stores JSON, and has no text with this character. */
function holdsNul(json: unknown): boolean {
  return /(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(json ?? null));
}
