import type { Instant } from '../../feed/instant.ts';
import { parseInstant, toUtcText } from '../../feed/instant.ts';
import type { Droppable } from '../json/answer-body.ts';
import { booleanJson, requireFields, requireTextOf, textOrNullJson } from '../json/json-fields.ts';
import type { JsonBytes, JsonFields } from '../json/json-fields.ts';
import { JsonShapeError, textOrNull } from '../json/require-json.ts';
import { decodeRowOrganization } from './decode-organization.ts';
import { decodeRowUser } from './decode-user.ts';
import type { CoderAuditLog, CoderDiffEntry, CoderOrganization, CoderUser } from './model.ts';
import { recordedJson } from './recorded-json.ts';
import { isStateCertain } from './resource-state.ts';
import { requireId, timeOrNullJson, uuidOrNull, uuidOrNullJson } from './wire-value.ts';

/**
 * A row of any version: only id, time, action and resource type are required. All else may be
 * absent, null or of a type that an older version sent, and is then none.
 */
export function decodeAuditLog(value: unknown, what: string): CoderAuditLog {
  return new AuditLogRow(requireFields(value, what), what);
}

/**
 * Checks at once what can make a page bad, and decodes the rest when it is read: of most rows
 * little is. Decoding all of a page took twice as long as parsing it.
 */
class AuditLogRow implements CoderAuditLog, Droppable {
  readonly #raw: JsonFields;
  #id: string | undefined;
  #at: Instant | undefined;
  #action: string | undefined;
  #resourceType: string | undefined;
  #user: CoderUser | null | undefined;
  #additionalFields: JsonFields | undefined;
  #diff: readonly CoderDiffEntry[] | undefined;
  #requestId: string | null | undefined;
  #status: number | null | undefined;

  constructor(raw: JsonFields, what: string) {
    this.#at = requireTimeOf(raw, what);
    this.#id = requireId(raw, what);
    this.#action = requireTextOf(raw, 'action', what);
    this.#resourceType = requireTextOf(raw, 'resource_type', what);
    this.#user = decodeRowUser(raw, `${what}.user`);
    this.#raw = raw;
    raw.lendTo(this);
  }

  drop(): void {
    this.#id = undefined;
    this.#at = undefined;
    this.#action = undefined;
    this.#resourceType = undefined;
    this.#user = undefined;
    this.#additionalFields = undefined;
    this.#diff = undefined;
    this.#requestId = undefined;
    this.#status = undefined;
  }

  get id(): string {
    return this.#id ?? requireId(this.#raw, 'the row');
  }
  get at(): Instant {
    return this.#at ?? requireTimeOf(this.#raw, 'the row');
  }
  get action(): string {
    return this.#action ?? requireTextOf(this.#raw, 'action', 'the row');
  }
  get resource_type(): string {
    return this.#resourceType ?? requireTextOf(this.#raw, 'resource_type', 'the row');
  }
  get user(): CoderUser | null {
    return this.#user === undefined ? decodeRowUser(this.#raw, 'the user') : this.#user;
  }
  get time(): string {
    return toUtcText(requireTextOf(this.#raw, 'time', 'the row'))!;
  }
  get request_id(): string | null {
    return (this.#requestId ??= uuidOrNull(this.#raw.get('request_id')));
  }
  get resource_id(): string | null {
    return uuidOrNull(this.#raw.get('resource_id'));
  }
  get resource_target(): string | null {
    return textOrNull(this.#raw.get('resource_target'));
  }
  get resource_icon(): string | null {
    return textOrNull(this.#raw.get('resource_icon'));
  }
  get resource_link(): string | null {
    return textOrNull(this.#raw.get('resource_link'));
  }
  get is_deleted(): boolean | null {
    const value = this.#raw.get('is_deleted');
    return typeof value === 'boolean' ? value : null;
  }
  get status_code(): number | null {
    if (this.#status === undefined) {
      const value = this.#raw.get('status_code');
      this.#status = isSmallInteger(value) ? value : null;
    }
    return this.#status;
  }
  get ip(): string | null {
    return textOrNull(this.#raw.get('ip'));
  }
  get user_agent(): string | null {
    return textOrNull(this.#raw.get('user_agent'));
  }
  get description(): string | null {
    return textOrNull(this.#raw.get('description'));
  }
  get diff(): readonly CoderDiffEntry[] {
    return (this.#diff ??= decodeDiff(this.#raw.fields('diff')));
  }
  get additional_fields(): unknown {
    return recordedJson(this.#raw.get('additional_fields') ?? {});
  }
  get organization(): CoderOrganization | null {
    return decodeRowOrganization(this.#raw);
  }

  additionalField(name: string): unknown {
    this.#additionalFields ??= this.#raw.fields('additional_fields');
    return this.#additionalFields?.get(name);
  }

  #isStateCertain(): boolean {
    return isStateCertain(this.resource_type, this.resource_link);
  }

  jsonOf(property: string): JsonBytes | undefined {
    const raw = this.#raw;
    switch (property) {
      case 'action':
      case 'resource_type':
        return raw.text(property);
      case 'resource_target':
      case 'resource_icon':
      case 'ip':
      case 'user_agent':
      case 'description':
        return textOrNullJson(raw.text(property));
      case 'resource_id':
        return uuidOrNullJson(raw.text(property));
      case 'request_id':
        return this.request_id === null ? 'null' : `"${this.request_id}"`;
      case 'id':
        return `"${this.id}"`;
      case 'time':
        return timeOrNullJson(raw.text(property));
      case 'resource_link':
        return this.#isStateCertain() ? textOrNullJson(raw.text(property)) : undefined;
      case 'is_deleted':
        return this.#isStateCertain() ? booleanJson(raw.text(property)) : undefined;
      case 'status_code':
        return String(this.status_code);
      case 'additional_fields': {
        const text = raw.text(property);
        return text === 'null' ? '{}' : text;
      }
      default:
        return undefined;
    }
  }
}

/** What is larger is no status. */
function isSmallInteger(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function decodeDiff(raw: JsonFields | undefined): readonly CoderDiffEntry[] {
  return raw ? raw.names.map((name) => new DiffEntry(name, raw)) : [];
}

/** Whatever marks a field as secret, what was sent as its values ends here. */
class DiffEntry implements CoderDiffEntry {
  readonly field: string;
  readonly secret: boolean;
  readonly #diff: JsonFields;
  readonly #raw: JsonFields | undefined;

  constructor(field: string, diff: JsonFields) {
    const raw = diff.fields(field);
    this.field = field;
    this.secret = (raw?.get('secret') ?? false) !== false;
    this.#diff = diff;
    this.#raw = this.secret ? undefined : raw;
  }

  get old(): unknown {
    return recordedJson(this.#raw?.get('old') ?? undefined);
  }
  get new(): unknown {
    return recordedJson(this.#raw?.get('new') ?? undefined);
  }

  jsonOf(property: string): JsonBytes | undefined {
    switch (property) {
      case 'old':
      case 'new':
        return this.#raw?.text(property);
      case 'field':
        return this.#diff.nameText(this.field);
      case 'secret':
        return this.secret ? 'true' : 'false';
      default:
        return undefined;
    }
  }
}

function requireTimeOf(raw: JsonFields, what: string): Instant {
  const at = parseInstant(requireTextOf(raw, 'time', what));
  if (at === undefined) throw new JsonShapeError(`${what}.time is not a time`);
  return at;
}
