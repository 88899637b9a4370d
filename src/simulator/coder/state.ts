/** What a simulated Coder server stores: its tables, with the names and forms of the database. */
export interface StoredUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly avatar_url: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_seen_at: string;
  readonly status: string;
  readonly login_type: string;
  readonly organization_ids: readonly string[];
  readonly roles: readonly StoredRole[];
  readonly deleted: boolean;
  readonly is_service_account?: boolean;
  /** Like `prebuilds`: embedded in rows, absent from lists. */
  readonly is_system?: boolean;
  readonly has_ai_seat?: boolean;
  /** When the user joined an organization, by its id; default: with the user's own times. */
  readonly memberships?: Readonly<Record<string, StoredMembership>>;
}

export interface StoredMembership {
  readonly created_at: string;
  readonly updated_at: string;
}

export interface StoredRole {
  readonly name: string;
  readonly display_name: string;
  readonly organization_id?: string;
}

export interface StoredOrganization {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  readonly icon: string;
  readonly description: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly is_default: boolean;
  readonly deleted?: boolean;
  /** Default: none. */
  readonly default_org_member_roles?: readonly string[];
}

export interface StoredAuditLog {
  readonly id: string;
  /** RFC 3339 in UTC, 0–6 fraction digits. */
  readonly time: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly resource_type: string;
  readonly resource_id: string;
  readonly resource_target: string;
  readonly resource_icon: string;
  readonly action: string;
  /** By column, `{Old, New, Secret}`; the letter case of these three does not matter. */
  readonly diff: unknown;
  readonly status_code: number;
  readonly additional_fields: unknown;
  readonly request_id: string;
}

/** What rows point at, for `is_deleted` and `resource_link`; a resource not stored is gone. */
export interface StoredResource {
  readonly id: string;
  readonly kind:
    | 'template'
    | 'workspace'
    | 'workspace_build'
    | 'task'
    | 'chat'
    | 'oauth2_app'
    | 'oauth2_secret'
    | 'user_secret'
    | 'workspace_agent'
    | 'workspace_app';
  readonly deleted: boolean;
  /** Owner of a workspace or task. */
  readonly owner_id?: string;
  /** The workspace of a build, agent or app; the app of an OAuth2 secret. */
  readonly parent_id?: string;
  /** Of a build. */
  readonly build_reason?: string;
  readonly build_number?: number;
}
