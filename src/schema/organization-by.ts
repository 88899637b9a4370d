import { builder } from './builder.ts';
import { InvalidArgumentError } from '../feed/feed-error.ts';
import type { CoderOrganization } from '../upstream/coder/model.ts';
import type { OrganizationDirectory } from '../upstream/coder/organizations.ts';
import type { OrganizationKey } from '../upstream/entry/filter-values.ts';
import { checkedOrganizationKey } from '../upstream/entry/filter-values.ts';
import { decodeGlobalId } from './global-id.ts';
import { Organization } from './organization.ts';

export const AuditOrganizationBy = builder.inputType('AuditOrganizationBy', {
  isOneOf: true,
  description: 'One way to name an organization of Coder: exactly one field must be given.',
  fields: (t) => ({
    id: t.id({ description: "The organization's global id." }),
    organizationId: t.field({ type: 'UUID', description: "Coder's own id." }),
    name: t.string({
      description: 'Its unique name, e.g. `platform-team`; case and blanks around are ignored.',
    }),
  }),
});

/** Throws InvalidArgumentError that names the field at fault. */
export function organizationKeyOf(
  by: typeof AuditOrganizationBy.$inferInput,
  argument: string,
): OrganizationKey {
  const { id, ...keys } = by;
  if (id === null || id === undefined) return checkedOrganizationKey(keys, argument);
  const globalId = decodeGlobalId(id);
  if (globalId?.type === 'Organization') {
    return checkedOrganizationKey({ ...keys, organizationId: globalId.id }, argument);
  }
  throw new InvalidArgumentError(`${argument}.id`, 'This is not the id of an `Organization`.');
}

builder.queryField('organization', (t) =>
  t.field({
    type: Organization,
    description: 'An organization of Coder; null when unknown, or hidden from the caller.',
    args: {
      by: t.arg({ type: AuditOrganizationBy, required: true, description: 'Which organization.' }),
    },
    resolve: (_root, { by }, context) =>
      findOrganization(context.coder().organizations, organizationKeyOf(by, 'by')),
  }),
);

builder.queryField('organizations', (t) =>
  t.field({
    type: [Organization],
    nullable: { list: true, items: false },
    description: 'The organizations of Coder that the caller may read, in no particular order.',
    resolve: (_root, _args, context) => context.coder().organizations.all(),
  }),
);

function findOrganization(
  organizations: OrganizationDirectory,
  key: OrganizationKey,
): Promise<CoderOrganization | undefined> {
  return 'name' in key ? organizations.byName(key.name) : organizations.byId(key.organizationId);
}
