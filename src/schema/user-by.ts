import { builder } from './builder.ts';
import { InvalidArgumentError } from '../feed/feed-error.ts';
import type { CoderUser } from '../upstream/coder/model.ts';
import type { UserDirectory } from '../upstream/coder/users.ts';
import type { UserKey } from '../upstream/entry/filter-values.ts';
import { checkedUserKey } from '../upstream/entry/filter-values.ts';
import { decodeGlobalId } from './global-id.ts';
import { User } from './user.ts';

export const AuditUserBy = builder.inputType('AuditUserBy', {
  isOneOf: true,
  description: 'One way to name a user of Coder: exactly one field must be given.',
  fields: (t) => ({
    id: t.id({ description: "The user's global id." }),
    userId: t.field({ type: 'UUID', description: "Coder's own id; also of a deleted user." }),
    username: t.string({
      description:
        'Login name, e.g. `dana`; case and blanks around are ignored. Of a deleted user in filters only, by the record of the deletion or by their entries; `userId` always finds them.',
    }),
    email: t.string({
      description:
        'E-mail address, e.g. `dana@example.com`: the whole address; case and blanks around are ignored. Of a deleted user as `username`.',
    }),
  }),
});

/** Throws InvalidArgumentError that names the field at fault. */
export function userKeyOf(by: typeof AuditUserBy.$inferInput, argument: string): UserKey {
  const { id, ...keys } = by;
  if (id === null || id === undefined) return checkedUserKey(keys, argument);
  const globalId = decodeGlobalId(id);
  if (globalId?.type === 'User') return checkedUserKey({ ...keys, userId: globalId.id }, argument);
  throw new InvalidArgumentError(`${argument}.id`, 'This is not the id of a `User`.');
}

builder.queryField('viewer', (t) =>
  t.field({
    type: User,
    description: 'The user whose Coder credential answers this request.',
    resolve: (_root, _args, context) => context.coder().viewer(),
  }),
);

builder.queryField('user', (t) =>
  t.field({
    type: User,
    description: 'A user of Coder; null when unknown, or hidden from the caller.',
    args: {
      by: t.arg({ type: AuditUserBy, required: true, description: 'Which user.' }),
    },
    resolve: (_root, { by }, context) => findUser(context.coder().users, userKeyOf(by, 'by')),
  }),
);

function findUser(users: UserDirectory, key: UserKey): Promise<CoderUser | undefined> {
  if ('userId' in key) return users.byId(key.userId);
  return 'username' in key ? users.byUsername(key.username) : users.byEmail(key.email);
}
