import type { StoredUser } from './state.ts';

function hasSiteRole(user: StoredUser, ...names: string[]): boolean {
  return user.roles.some((role) => role.organization_id === undefined && names.includes(role.name));
}

function organizationsWithRole(user: StoredUser, ...names: string[]): ReadonlySet<string> {
  const organizations = new Set<string>();
  for (const role of user.roles) {
    if (role.organization_id !== undefined && names.includes(role.name)) {
      organizations.add(role.organization_id);
    }
  }
  return organizations;
}

/** The organizations whose rows the caller may read; undefined: none, not even an empty list. */
export function auditScope(caller: StoredUser): 'everything' | ReadonlySet<string> | undefined {
  if (hasSiteRole(caller, 'owner', 'auditor')) return 'everything';
  const own = organizationsWithRole(caller, 'organization-admin', 'organization-auditor');
  return own.size === 0 ? undefined : own;
}

export function isOwner(caller: StoredUser): boolean {
  return hasSiteRole(caller, 'owner');
}

export function mayReadUser(caller: StoredUser, userId: string): boolean {
  return (
    caller.id === userId ||
    hasSiteRole(caller, 'owner', 'auditor', 'user-admin', 'template-admin') ||
    organizationsWithRole(caller, 'organization-admin').size > 0
  );
}

/** What is personal of a user. */
export function mayReadRoles(caller: StoredUser, userId: string): boolean {
  return caller.id === userId || hasSiteRole(caller, 'owner', 'user-admin');
}

export function mayReadOrganization(caller: StoredUser, organizationId: string): boolean {
  return (
    caller.organization_ids.includes(organizationId) ||
    hasSiteRole(caller, 'owner', 'auditor', 'user-admin', 'template-admin')
  );
}

export function mayReadMember(caller: StoredUser, organizationId: string, userId: string): boolean {
  return (
    caller.id === userId ||
    hasSiteRole(caller, 'owner', 'auditor', 'user-admin', 'template-admin') ||
    organizationsWithRole(caller, 'organization-admin', 'organization-auditor').has(organizationId)
  );
}

/** Workspaces and what hangs on them: the auditor roles may not read those of others. */
export function mayReadWorkspace(
  caller: StoredUser,
  ownerId: string | undefined,
  organizationId: string,
): boolean {
  return (
    caller.id === ownerId ||
    hasSiteRole(caller, 'owner', 'template-admin') ||
    organizationsWithRole(caller, 'organization-admin', 'organization-template-admin').has(
      organizationId,
    )
  );
}

/** Tasks are read by fewer than the workspaces they run in. */
export function mayReadTask(
  caller: StoredUser,
  ownerId: string | undefined,
  organizationId: string,
): boolean {
  return (
    caller.id === ownerId ||
    hasSiteRole(caller, 'owner') ||
    organizationsWithRole(caller, 'organization-admin').has(organizationId)
  );
}
