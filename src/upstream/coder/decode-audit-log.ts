import type { Instant } from '../../feed/instant.ts';
import { noFields, requireFields } from '../json/json-fields.ts';
import type { JsonFields } from '../json/json-fields.ts';
import {
  booleanOrNull,
  instant,
  type Kind,
  smallIntegerOrNull,
  text,
  textOrNull,
  time,
} from '../json/kinds.ts';
import { declareRow } from '../json/row.ts';
import { decodeRowOrganization } from './decode-organization.ts';
import { decodeRowUser } from './decode-user.ts';
import type { CoderAuditLog, CoderDiffEntry, CoderOrganization, CoderUser } from './model.ts';
import { recordedJson } from './recorded-json.ts';
import { uuid, uuidOrNull } from './wire-value.ts';

/**
 * A row of any version: only id, time, action and resource type are required. All else may be
 * absent, null or of a type that an older version sent, and is then none.
 */
export function decodeAuditLog(value: unknown, what: string): CoderAuditLog {
  return new AuditLogRow(requireFields(value, what), what);
}

const recorded: Kind<unknown> = {
  decode: (value) => recordedJson(value ?? undefined),
  copy: (json) => json,
};

const recordedOrEmpty: Kind<unknown> = {
  decode: (value) => recordedJson(value ?? {}),
  copy: (json) => (json === 'null' ? '{}' : json),
};

const maxKnownWords = 1000;
const maxWordLength = 100;
const knownWords = new Map<string, string>();

/** The same text for equal ones, and not a part of an answer's, which would keep all of that. */
function knownWord(word: string): string {
  const known = knownWords.get(word);
  if (known !== undefined) return known;
  const copy = Buffer.from(word).toString();
  if (knownWords.size < maxKnownWords && word.length <= maxWordLength) knownWords.set(copy, copy);
  return copy;
}

/** Checks at once what can make a page bad, and decodes the rest when it is read: of most rows little is. */
class AuditLogRow
  extends declareRow({
    id: uuid,
    time,
    action: text,
    resource_type: text,
    request_id: uuidOrNull,
    resource_id: uuidOrNull,
    resource_target: textOrNull,
    resource_icon: textOrNull,
    resource_link: textOrNull,
    is_deleted: booleanOrNull,
    status_code: smallIntegerOrNull,
    ip: textOrNull,
    user_agent: textOrNull,
    description: textOrNull,
    additional_fields: recordedOrEmpty,
  })
  implements CoderAuditLog
{
  readonly at: Instant;
  /** This and the next are asked for again and again. */
  override readonly action: string;
  override readonly resource_type: string;
  readonly user: CoderUser | null;
  #additionalFields: JsonFields | undefined;

  constructor(raw: JsonFields, what: string) {
    super(raw);
    this.at = this.require('time', instant, what);
    this.require('id', uuid, what);
    this.action = knownWord(this.require('action', text, what));
    this.resource_type = knownWord(this.require('resource_type', text, what));
    this.user = decodeRowUser(raw, `${what}.user`);
  }

  get diff(): readonly CoderDiffEntry[] {
    const diff = this.raw().fields('diff');
    return diff ? diff.names.map((name) => new DiffEntry(name, diff.fields(name))) : [];
  }
  get organization(): CoderOrganization | null {
    return decodeRowOrganization(this.raw());
  }

  additionalField(name: string): unknown {
    this.#additionalFields ??= this.raw().fields('additional_fields') ?? noFields;
    return this.#additionalFields.get(name);
  }
}

/** Whatever marks a field as secret, what was sent as its values ends here. */
class DiffEntry extends declareRow({ old: recorded, new: recorded }) implements CoderDiffEntry {
  readonly field: string;
  readonly secret: boolean;

  constructor(field: string, raw: JsonFields = noFields) {
    const isSecret = (raw.get('secret') ?? false) !== false;
    super(isSecret ? noFields : raw);
    this.field = field;
    this.secret = isSecret;
  }
}
