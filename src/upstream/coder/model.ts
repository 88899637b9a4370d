import type { Instant } from '../../feed/instant.ts';

/**
 * A row of Coder's audit log, decoded: names as Coder sends them. "None" is already null here: nil
 * UUIDs, zero times, empty strings that mean absent.
 */
export interface CoderAuditLog {
  /** Lower case. */
  readonly id: string;
  readonly at: Instant;
  /** `time` as RFC 3339 in UTC, every digit kept. */
  readonly time: string;
  readonly action: string;
  readonly resource_type: string;
  readonly request_id: string | null;
  readonly resource_id: string | null;
  readonly resource_target: string | null;
  readonly resource_icon: string | null;
  /** This and the next may be wrong: `resource-state.ts` knows of which rows, and for whom. */
  readonly resource_link: string | null;
  readonly is_deleted: boolean | null;
  readonly status_code: number | null;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly description: string | null;
  /** Sorted by field. */
  readonly diff: readonly CoderDiffEntry[];
  /** Any JSON; null reads as `{}`. */
  readonly additional_fields: unknown;
  /** One of them, where that is cheaper than all. */
  additionalField?(name: string): unknown;
  readonly organization: CoderOrganization | null;
  readonly user: CoderUser | null;
}

/** A field of the resource that changed. */
export interface CoderDiffEntry {
  readonly field: string;
  readonly old?: unknown;
  readonly new?: unknown;
  readonly secret: boolean;
}

/** Embedded in a row, or from the users endpoints: what is absent is undefined, what is none is null. */
export interface CoderUser {
  readonly id: string;
  readonly username: string;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly avatar_url?: string | null | undefined;
  readonly status?: string | null | undefined;
  readonly login_type?: string | null | undefined;
  readonly created_at?: string | null | undefined;
  readonly updated_at?: string | null | undefined;
  readonly last_seen_at?: string | null | undefined;
  readonly roles?: readonly CoderRole[] | undefined;
  /** Only from the users endpoints; the embedded form gets these three wrong. */
  readonly organization_ids?: readonly string[] | undefined;
  readonly is_service_account?: boolean | undefined;
  readonly has_ai_seat?: boolean | undefined;
}

/** The roles of a user by name: in the deployment, and by the id of an organization. */
export interface CoderUserRoles {
  readonly site: readonly string[];
  readonly organizations: ReadonlyMap<string, readonly string[]>;
}

export interface CoderRole {
  readonly name: string;
  readonly display_name: string | null;
  readonly organization_id: string | null;
}

/** Embedded in a row (id, name, display name, icon) or whole; absent is undefined. */
export interface CoderOrganization {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly display_name?: string | null | undefined;
  readonly icon?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly created_at?: string | null | undefined;
  readonly updated_at?: string | null | undefined;
  readonly is_default?: boolean | undefined;
  readonly default_org_member_roles?: readonly string[] | undefined;
}

export interface CoderAuditPage {
  readonly rows: readonly CoderAuditLog[];
  readonly count: number;
  /** Undefined on servers that send none: then `count` is not capped, but 0 on an empty page. */
  readonly countCap: number | undefined;
}

/** What `POST /audit/testgenerate` takes; what is absent gets Coder's default. */
export interface CoderTestAuditLog {
  readonly action?: string;
  readonly resource_type?: string;
  readonly resource_id?: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly additional_fields?: unknown;
  readonly organization_id?: string;
  readonly request_id?: string;
}
