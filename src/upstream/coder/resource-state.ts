import type { CoderAuditLog, CoderUser, CoderUserRoles } from './model.ts';

/** Who may read resources of a type, and so learns from a row what became of one. */
interface Readers {
  readonly site: readonly string[];
  /** In the organization of the row. */
  readonly organization: readonly string[];
  /** Whether a link is made only of what could be read. */
  readonly linksProve: boolean;
}

const workspaceReaders: Readers = {
  site: ['owner', 'template-admin'],
  organization: ['organization-admin', 'organization-template-admin'],
  linksProve: true,
};

/**
 * Coder looks up what became of a row's resource with the permissions of whoever asks for the row.
 * Where they do not reach it says "gone" of builds and "still there" of the rest. Of the types that
 * are not listed everybody who reads their rows is told right.
 */
const readersByType: ReadonlyMap<string, Readers> = new Map([
  ['workspace', workspaceReaders],
  ['workspace_build', workspaceReaders],
  ['workspace_agent', { ...workspaceReaders, linksProve: false }],
  ['workspace_app', { ...workspaceReaders, linksProve: false }],
  ['task', { site: ['owner'], organization: ['organization-admin'], linksProve: true }],
  ['oauth2_provider_app_secret', { site: ['owner'], organization: [], linksProve: true }],
]);

/** Whether `is_deleted` and `resource_link` are right whoever asked for the row. */
export function isStateCertain(resourceType: string, link: string | null): boolean {
  const readers = readersByType.get(resourceType);
  return readers === undefined || (readers.linksProve && link !== null);
}

/** Whose permissions these are: `isStateRight` asks for them at most once. */
export class StateReader {
  readonly #viewer: () => Promise<CoderUser>;
  readonly #rolesOf: (user: CoderUser) => Promise<CoderUserRoles | undefined>;
  #roles: Promise<CoderUserRoles> | undefined;

  constructor(
    viewer: () => Promise<CoderUser>,
    rolesOf: (user: CoderUser) => Promise<CoderUserRoles | undefined>,
  ) {
    this.#viewer = viewer;
    this.#rolesOf = rolesOf;
  }

  /** Whether `is_deleted` and `resource_link` of a row that is not certain are right all the same. */
  async isStateRight({ resource_type: type, organization }: CoderAuditLog): Promise<boolean> {
    const readers = readersByType.get(type);
    if (!readers) return true;
    const { site, organizations } = await (this.#roles ??= this.#readRoles());
    const local = organization ? organizations.get(organization.id) : undefined;
    return (
      readers.site.some((role) => site.includes(role)) ||
      readers.organization.some((role) => local?.includes(role))
    );
  }

  /** Whoever reads all rows has that from the deployment; others by their organizations. */
  async #readRoles(): Promise<CoderUserRoles> {
    const viewer = await this.#viewer();
    const site = (viewer.roles ?? []).map(({ name }) => name);
    const readsAll = site.includes('owner') || site.includes('auditor');
    const roles = readsAll ? undefined : await this.#rolesOf(viewer);
    return roles ?? { site, organizations: new Map() };
  }
}
