import type { Instant } from '../../feed/instant.ts';

/** An audit event as Bindplane sends it, decoded; empty strings that mean absent are null. */
export interface BindplaneAuditEvent {
  /** The ULID as sent; a stable hash of all fields when it is missing or unusable as a position. */
  readonly id: string;
  /** The id as sent, null when missing. */
  readonly eventId: string | null;
  readonly at: Instant;
  /** `timestamp` as RFC 3339 in UTC, every digit kept. */
  readonly timestamp: string;
  readonly action: string;
  readonly resourceKind: string;
  readonly resourceName: string | null;
  readonly user: string | null;
  readonly description: string | null;
  /** As sent: `name` or `name:version`. */
  readonly configuration: string | null;
  readonly account: string | null;
}

/** One answer of the list: `received` counts what it held, before any was skipped. */
export interface BindplaneAuditPage {
  readonly events: readonly BindplaneAuditEvent[];
  readonly received: number;
  /** Events without a readable timestamp, left out. */
  readonly skipped: number;
}

/** A user of Bindplane's list, with every text it may be known by. */
export interface BindplaneUser {
  readonly id: string;
  readonly name: string | null;
  readonly displayName: string | null;
  readonly emails: readonly string[];
}
