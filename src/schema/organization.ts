import { builder } from './builder.ts';
import type { Context } from './context.ts';
import type { CoderOrganization } from '../upstream/coder/model.ts';
import { encodeGlobalId } from './global-id.ts';

/** Embedded in a row or whole. */
export const Organization = builder.objectRef<CoderOrganization>('Organization');

Organization.implement({
  description: 'An organization of Coder, as it is now.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global id, for `node` and `organization(by: { id })`.',
      resolve: ({ id }) => encodeGlobalId({ type: 'Organization', id }),
    }),
    organizationId: t.expose('id', {
      type: 'UUID',
      nullable: false,
      description: "Coder's own id of the organization.",
    }),
    name: t.string({
      description:
        'Unique name, as in URLs, e.g. `platform-team`. Null when the organization is gone or hidden.',
      resolve: (organization, _args, context) => fieldOf(organization, 'name', context),
    }),
    displayName: t.string({
      description: 'Name for people, e.g. `Platform Team`; null when it has none.',
      resolve: (organization, _args, context) => fieldOf(organization, 'display_name', context),
    }),
    icon: t.string({
      description: 'Path or URL of an image, e.g. `/emojis/1f680.png`; null when it has none.',
      resolve: (organization, _args, context) => fieldOf(organization, 'icon', context),
    }),
    description: t.string({
      description: 'What it is for, in its own words; null when it says nothing.',
      resolve: (organization, _args, context) => fieldOf(organization, 'description', context),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was created; null when the caller may not read the organization.',
      resolve: (organization, _args, context) => fieldOf(organization, 'created_at', context),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When it was last changed; null when the caller may not read the organization.',
      resolve: (organization, _args, context) => fieldOf(organization, 'updated_at', context),
    }),
    isDefault: t.boolean({
      description:
        'Whether it is the one that every deployment starts with; null when the caller may not read the organization.',
      resolve: (organization, _args, context) => fieldOf(organization, 'is_default', context),
    }),
    defaultOrgMemberRoles: t.stringList({
      nullable: { list: true, items: false },
      description:
        'Names of the roles that every member of the organization has, e.g. `organization-workspace-access`; null before Coder 2.35, and when the caller may not read the organization.',
      resolve: (organization, _args, context) =>
        fieldOf(organization, 'default_org_member_roles', context),
    }),
  }),
});

/** What the embedded form lacks comes from the list of organizations: one call for the request. */
async function fieldOf<F extends keyof CoderOrganization>(
  organization: CoderOrganization,
  field: F,
  context: Context,
): Promise<CoderOrganization[F] | null> {
  if (organization[field] !== undefined) return organization[field];
  const whole = await context.coder().organizations.byId(organization.id);
  return whole?.[field] ?? null;
}
