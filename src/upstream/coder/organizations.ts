import { foldText } from '../entry/text-form.ts';
import type { CoderClient } from './client.ts';
import type { CoderOrganization } from './model.ts';

/** The organizations that a caller may read: one call for the whole request. */
export interface OrganizationDirectory {
  all(): Promise<readonly CoderOrganization[]>;
  byId(id: string): Promise<CoderOrganization | undefined>;
  /** Case, blanks around and Unicode form are ignored. */
  byName(name: string): Promise<CoderOrganization | undefined>;
}

export function createOrganizationDirectory(
  client: Pick<CoderClient, 'organizations'>,
): OrganizationDirectory {
  let list: Promise<readonly CoderOrganization[]> | undefined;
  const all = () => (list ??= client.organizations());
  return {
    all,
    byId: async (id) => {
      const key = id.toLowerCase();
      return (await all()).find((organization) => organization.id === key);
    },
    byName: async (name) => {
      const key = foldText(name);
      return (await all()).find((organization) => foldText(organization.name ?? '') === key);
    },
  };
}
