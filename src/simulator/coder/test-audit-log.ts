import { GoError } from './go/error.ts';
import { fieldOf, isJsonObject, jsonTypeWord } from './go/json.ts';
import { parseTime, rfc3339Layout } from './go/time.ts';
import { nilUuid, parseUuid } from './go/uuid.ts';

/** The body of POST /audit/testgenerate; what was not given, null or zero is undefined. */
export interface TestAuditLog {
  readonly action: string | undefined;
  readonly resourceType: string | undefined;
  readonly resourceId: string | undefined;
  /** Nanoseconds since 1970. */
  readonly time: bigint | undefined;
  /** Any JSON, null included. */
  readonly additionalFields: unknown;
  readonly organizationId: string | undefined;
  readonly requestId: string | undefined;
}

const struct = 'CreateTestAuditLogRequest';
const zeroTime = parseTime(rfc3339Layout, '0001-01-01T00:00:00Z');

/** Decodes as `encoding/json` does; throws a `GoError` with the decoder's text. */
export function decodeTestAuditLog(body: string): TestAuditLog {
  const decoded = parseJson(body);
  if (decoded !== null && !isJsonObject(decoded)) {
    throw new GoError(
      `json: cannot unmarshal ${jsonTypeWord(decoded)} into Go value of type codersdk.${struct}`,
    );
  }
  const fields = decoded ?? {};
  const text = (name: string, type: string): string | undefined => {
    const value = fieldOf(fields, name) ?? undefined;
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    throw new GoError(
      `json: cannot unmarshal ${jsonTypeWord(value)} into Go struct field ` +
        `${struct}.${name} of type ${type}`,
    );
  };
  const uuid = (name: string): string | undefined => {
    if (fieldOf(fields, name) === '') throw new GoError('invalid UUID length: 0');
    const value = text(name, 'uuid.UUID');
    const parsed = value === undefined ? nilUuid : parseUuid(value);
    return parsed === nilUuid ? undefined : parsed;
  };
  text('build_reason', 'codersdk.BuildReason');
  return {
    action: text('action', 'codersdk.AuditAction'),
    resourceType: text('resource_type', 'codersdk.ResourceType'),
    resourceId: uuid('resource_id'),
    time: timeOf(fieldOf(fields, 'time')),
    additionalFields: fieldOf(fields, 'additional_fields'),
    organizationId: uuid('organization_id'),
    requestId: uuid('request_id'),
  };
}

function timeOf(value: unknown): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') {
    throw new GoError('Time.UnmarshalJSON: input is not a JSON string');
  }
  const instant = parseTime(rfc3339Layout, value);
  return instant === zeroTime ? undefined : instant;
}

function parseJson(body: string): unknown {
  if (body.trim() === '') throw new GoError('EOF');
  try {
    return JSON.parse(body);
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? body.length);
    if (position >= body.length || message.startsWith('Unterminated')) {
      throw new GoError('unexpected EOF');
    }
    throw new GoError(
      `invalid character '${body.charAt(position)}' looking for beginning of value`,
    );
  }
}
