import { InvalidArgumentError } from '../feed/feed-error.ts';
import { bindplaneNames } from './actor-match.ts';
import type { BindplaneUser } from './bindplane/model.ts';
import type { CoderUser } from './coder/model.ts';
import type { UserDirectory } from './coder/users.ts';

/** A person of Coder whom Bindplane knows by no name for certain. */
export class ActorUnknownError extends InvalidArgumentError {
  constructor() {
    super(
      'filter.actor',
      'Bindplane knows this person by no name for certain: its user list must have exactly one user with their e-mail, whose names nobody else has.',
    );
  }
}

/**
 * The names under which Bindplane records a user of Coder. Throws ActorUnknownError unless certain:
 * also for a deleted user whose e-mail somebody living has by now.
 */
export async function eventActorNames(
  { id, email }: CoderUser,
  users: Pick<UserDirectory, 'byEmail'>,
  readBindplaneUsers: () => Promise<readonly BindplaneUser[]>,
): Promise<readonly string[]> {
  if (!email) throw new ActorUnknownError();
  const [holder, bindplaneUsers] = await Promise.all([users.byEmail(email), readBindplaneUsers()]);
  const names = holder && holder.id !== id ? undefined : bindplaneNames(email, bindplaneUsers);
  if (!names) throw new ActorUnknownError();
  return names;
}
