import { InvalidArgumentError } from '../../feed/feed-error.ts';
import { bindplaneNames, type BindplaneNames } from './actor-match.ts';
import type { BindplaneUser } from '../bindplane/model.ts';
import type { CoderUser } from '../coder/model.ts';
import type { UserDirectory } from '../coder/users.ts';

/** A person of Coder who cannot be told from others in Bindplane. */
export class ActorAmbiguousError extends InvalidArgumentError {
  constructor() {
    super(
      'filter.actor',
      'This person cannot be told from others in Bindplane: they have no e-mail, or others there share it or one of their names.',
    );
  }
}

/** What a reader must know of a person without an account: nobody can say what became of one. */
export const noAccountMessage =
  "Nobody on Bindplane's list of users has this person's e-mail: only what is recorded under the e-mail itself is found, not what an account that is gone did under a display name.";

/**
 * The names under which Bindplane records a user of Coder. Throws ActorAmbiguousError when others may
 * stand behind them: also for a deleted user whose e-mail somebody living has by now.
 */
export async function eventActorNames(
  { id, email }: CoderUser,
  users: Pick<UserDirectory, 'byEmail'>,
  readBindplaneUsers: () => Promise<readonly BindplaneUser[]>,
): Promise<BindplaneNames> {
  if (!email) throw new ActorAmbiguousError();
  const [holder, bindplaneUsers] = await Promise.all([users.byEmail(email), readBindplaneUsers()]);
  const known = holder && holder.id !== id ? undefined : bindplaneNames(email, bindplaneUsers);
  if (!known) throw new ActorAmbiguousError();
  return known;
}
