import { InvalidArgumentError } from '../feed/feed-error.ts';
import { bindplaneNames } from './actor-match.ts';
import type { BindplaneUser } from './bindplane/model.ts';
import type { CoderUser } from './coder/model.ts';

/** A person of Coder whom Bindplane knows by no name for certain. */
export class ActorUnknownError extends InvalidArgumentError {
  constructor() {
    super(
      'filter.actor',
      'Bindplane knows this person by no name for certain: its user list must have exactly one user with their e-mail, whose names nobody else has.',
    );
  }
}

/** The names under which Bindplane records a user of Coder. Throws ActorUnknownError unless certain. */
export function eventActorNames(
  { email }: CoderUser,
  bindplaneUsers: readonly BindplaneUser[],
): readonly string[] {
  const names = email ? bindplaneNames(email, bindplaneUsers) : undefined;
  if (!names) throw new ActorUnknownError();
  return names;
}
