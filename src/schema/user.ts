import { builder } from './builder.ts';
import type { Context } from './context.ts';
import type { CoderOrganization, CoderRole, CoderUser } from '../upstream/coder/model.ts';
import { textOrNull } from '../upstream/json/require-json.ts';
import { encodeGlobalId } from './global-id.ts';
import { Organization } from './organization.ts';

const AuditUserRole = builder.objectRef<CoderRole>('AuditUserRole');

AuditUserRole.implement({
  description: 'A role that a user has. Every user is a member; that role is not listed.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: false,
      description: 'Name of the role, e.g. `auditor`.',
    }),
    displayName: t.exposeString('display_name', {
      description: 'Name for people, e.g. `Auditor`; null for custom roles without one.',
    }),
    organizationId: t.expose('organization_id', {
      type: 'UUID',
      description: 'The organization it is a role in; null for a role in the whole deployment.',
    }),
  }),
});

/** Embedded in a row or from the users endpoints. */
export const User = builder.objectRef<CoderUser>('User');

User.implement({
  description:
    'A user of Coder as of now, not as of the entry that mentions them. Deleted users are shown like living ones: Coder does not tell them apart.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global id, for `node` and `user(by: { id })`.',
      resolve: ({ id }) => encodeGlobalId({ type: 'User', id }),
    }),
    userId: t.expose('id', {
      type: 'UUID',
      nullable: false,
      description: "Coder's own id of the user.",
    }),
    username: t.string({
      description: 'Login name, e.g. `dana`; null when Coder sends an empty one.',
      extensions: { jsonProperty: 'username' },
      resolve: ({ username }) => textOrNull(username),
    }),
    name: t.exposeString('name', {
      description: 'Name for people, e.g. `Dana Reyes`; null when none was given.',
    }),
    email: t.exposeString('email', {
      description: 'E-mail address; null for service accounts, which have none.',
    }),
    avatarUrl: t.exposeString('avatar_url', {
      description: 'Address or path of a picture; null when there is none.',
    }),
    status: t.exposeString('status', {
      description:
        'As Coder says it: `active`, `dormant`, `suspended`, or a value of a newer Coder.',
    }),
    loginType: t.exposeString('login_type', {
      description:
        'How the user signs in: `password`, `github`, `oidc`, `none`, …; null on servers that do not say.',
    }),
    createdAt: t.expose('created_at', {
      type: 'DateTime',
      description: 'When the user was created; null when Coder does not say.',
    }),
    updatedAt: t.expose('updated_at', {
      type: 'DateTime',
      description: 'When the user was last changed; null when Coder does not say.',
    }),
    lastSeenAt: t.expose('last_seen_at', {
      type: 'DateTime',
      description: 'When the user last did something; null for one never seen.',
    }),
    isServiceAccount: t.boolean({
      description:
        'Whether it is an account for a machine. Null when the caller may not read the user. Loaded in one batch for the whole request.',
      resolve: async (user, _args, context) => {
        const whole = await wholeUser(user, context);
        return whole && (whole.is_service_account ?? false);
      },
    }),
    hasAiSeat: t.boolean({
      description:
        'Whether the user takes up a seat of the AI features. Null before Coder 2.32, and when the caller may not read the user. Loaded in one batch for the whole request.',
      resolve: async (user, _args, context) => (await wholeUser(user, context))?.has_ai_seat,
    }),
    roles: t.expose('roles', {
      type: [AuditUserRole],
      nullable: { list: true, items: false },
      description: 'Roles in the whole deployment, without the implicit `member`.',
    }),
    organizations: t.field({
      type: [Organization],
      nullable: { list: true, items: false },
      description:
        'The organizations of the user, as far as the caller may read them. Null when the caller may not read the user. Loaded in one batch for the whole request.',
      resolve: organizationsOf,
    }),
  }),
});

/** The form of the users endpoints; the one in a row gets organizations, service accounts and seats wrong. */
async function wholeUser(user: CoderUser, context: Context): Promise<CoderUser | null> {
  if (user.organization_ids !== undefined) return user;
  return (await context.coder().users.byId(user.id)) ?? null;
}

async function organizationsOf(
  user: CoderUser,
  _args: object,
  context: Context,
): Promise<CoderOrganization[] | null> {
  const whole = await wholeUser(user, context);
  const ids = new Set(whole?.organization_ids);
  if (ids.size === 0) return whole && [];
  return (await context.coder().organizations.all()).filter(({ id }) => ids.has(id));
}
