/** What a simulated Bindplane server stores, and everything about its behaviour that is not known. */
export interface StoredAuditEvent {
  /** ULID. */
  readonly id: string;
  /** RFC 3339 in UTC (`Z`), 0–9 fraction digits. */
  readonly timestamp: string;
  readonly resourceKind: string;
  /** May be empty. */
  readonly resourceName: string;
  /** May be empty. */
  readonly description: string;
  /** Who did it: a display name or a login; empty when the server itself acted. */
  readonly user: string;
  readonly action: string;
  /** `name` or `name:version`; empty when no configuration was affected. */
  readonly configuration: string;
  /** The project's id; empty on servers with one project. */
  readonly account: string;
  /** RFC 3339: answers before this instant do not show the event, as if it were committed then. */
  readonly visibleFrom?: string;
  /**
   * Sent in place of the event's own fields, or besides them; undefined leaves a field out. For
   * unreadable timestamps, missing ids and fields nobody knows: finding it goes by the others.
   */
  readonly sentAs?: Readonly<Record<string, unknown>>;
}

export interface StoredBindplaneUser {
  /** ULID. */
  readonly id: string;
  readonly name: string;
  /** May be empty. */
  readonly displayName: string;
  readonly email: string;
}

export interface BindplaneKnobs {
  /** A bare array, or an object with the array under `auditEvents`. */
  envelope: 'array' | 'wrapped';
  /** What stands in for an empty array; `absent` is `{}`, and `null` where there is no wrapper. */
  whenEmpty: 'array' | 'null' | 'absent';
  order: 'desc' | 'asc' | 'insertion' | 'shuffled';
  /** At most `limit` of the matching events are answered, without a word. */
  cap: { readonly limit: number; readonly keeps: 'newest' | 'oldest' | 'any' } | undefined;
  minDateIncluded: boolean;
  maxDateIncluded: boolean;
  /** Events are compared with dates as if they had happened at the start of their second. */
  comparesWholeSeconds: boolean;
  /** Zone in which 14-digit dates are read: minutes east of UTC, or its name, `Europe/Berlin`. */
  zone: number | string;
  /** What a local time means that the zone has twice. */
  repeatedTime: 'first' | 'second';
  /**
   * `digits` is YYYYMMDDHHMMSS, `zoned` is `YYYY-MM-DD HH:MM:SS.ffffff±HH`, `rfc3339` is
   * `YYYY-MM-DDTHH:MM:SSZ` or with an offset.
   */
  dateFormats: readonly ('digits' | 'zoned' | 'rfc3339')[];
  /** What a date in no accepted format does: status 400, or nothing at all. */
  badDate: 'reject' | 'ignore';
  /** What a minimum after the maximum gives. */
  reversedDates: 'empty' | 'reject';
  unknownParameters: 'ignore' | 'reject';
  /** `contains` disregards case, too; `ignored` applies no filter. */
  userMatch: 'exact' | 'caseless' | 'contains' | 'ignored';
  /**
   * `version`: a plain name matches all versions, `name:version` that one. `name`: a version in the
   * filter is disregarded. `exact`: the texts are equal.
   */
  configurationMatch: 'version' | 'name' | 'exact' | 'ignored';
  /** Fraction digits kept in what is answered, 0–9; trailing zeros are dropped, as Go does. */
  timestampDigits: number;
  /** `Z`, or the offset in which timestamps are written, in minutes east of UTC. */
  timestampZone: 'Z' | number;
  descriptions: 'stored' | 'empty';
  accounts: 'stored' | 'null' | 'absent';
  /** Whether the header `X-Bindplane-Account-ID` selects the project. */
  accountHeader: 'honoured' | 'ignored';
  /** Where a listed user's e-mail is found: `spec.email`, instead of `metadata.name`, or nowhere. */
  userEmails: 'spec' | 'name' | 'absent';
  /** Events older than this are gone. */
  retentionDays: number | undefined;
  /** Whether a 401 explains itself. */
  unauthorizedBody: 'errors' | 'empty';
  /** Share of the answered lists of events that break off in the middle of the body, 0–1. */
  cutBodies: number;
}
