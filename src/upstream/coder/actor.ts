import type { UserKey } from '../entry/filter-values.ts';
import type { CoderClient } from './client.ts';
import type { FilterRefusal } from './filter-refusal.ts';
import { findDeparted, type NameKey } from './departed.ts';
import type { CoderUser } from './model.ts';
import { formatSearchQuery, type SearchTerms } from './search-query.ts';
import { encodeSearchValue } from './search-value.ts';
import type { UserDirectory } from './users.ts';

/** A person whose rows are asked for, and how Coder's search finds them. */
export interface Actor {
  readonly user: CoderUser;
  /** Encoded. Empty when the search cannot express the person. */
  readonly terms: SearchTerms;
  /** Whether the terms may find other people's rows too. */
  readonly isApproximate: boolean;
}

interface People {
  readonly client: Pick<CoderClient, 'auditLogs' | 'me'>;
  readonly users: UserDirectory;
}

/**
 * The person that a key names: by the user endpoints, else by rows that the caller may read.
 * Throws InvalidArgumentError when neither shows anybody, since an empty page would read as "did
 * nothing".
 */
export async function findActor(
  people: People,
  key: UserKey | 'me',
  refuse: FilterRefusal,
): Promise<Actor> {
  if (key === 'me') return livingActor(await people.client.me());
  const actor =
    'userId' in key ? await actorById(people, key.userId) : await actorByName(people, key);
  if (actor) return actor;
  throw refuse(
    'email' in key ? 'email' : 'username',
    'Nobody of this name is known to Coder, visible with this credential, or shown by the rows that were looked into. Name a deleted person by `userId` to be sure.',
  );
}

/** A user who is loaded already, living or deleted. */
export async function actorOf({ users }: Pick<People, 'users'>, user: CoderUser): Promise<Actor> {
  const namesake = await users.byUsername(user.username);
  return namesake?.id === user.id ? livingActor(user) : deletedActor(user);
}

async function actorById(people: People, userId: string): Promise<Actor | undefined> {
  const user = await people.users.byId(userId);
  return user && actorOf(people, user);
}

async function actorByName({ client, users }: People, key: NameKey): Promise<Actor | undefined> {
  const living =
    'username' in key ? await users.byUsername(key.username) : await users.byEmail(key.email);
  if (living) return livingActor(living);
  const terms = encodeTerms(key);
  if (terms && terms.username?.toLowerCase() !== 'me') {
    const { rows } = await client.auditLogs({ q: formatSearchQuery(terms), limit: 1, offset: 0 });
    const user = rows[0]?.user;
    if (user) return { user, terms, isApproximate: 'email' in key };
  }
  const departed = await findDeparted({ client, users }, key);
  return departed && actorOf({ users }, departed);
}

function livingActor(user: CoderUser): Actor {
  const terms = encodeTerms({ username: user.username });
  // Coder takes `username:me` for the caller.
  const isExpressible = terms !== undefined && user.username.toLowerCase() !== 'me';
  return isExpressible ? { user, terms, isApproximate: false } : deletedActor(user);
}

/** Deleted users are found by e-mail only, if it is stored in lower case; others may have it too. */
function deletedActor(user: CoderUser): Actor {
  const email = user.email ?? '';
  const terms = email !== '' && email === email.toLowerCase() ? encodeTerms({ email }) : undefined;
  return { user, terms: terms ?? {}, isApproximate: true };
}

function encodeTerms(key: NameKey): SearchTerms | undefined {
  const encoded = encodeSearchValue('username' in key ? key.username : key.email);
  if (encoded === undefined) return undefined;
  return 'username' in key ? { username: encoded } : { email: encoded };
}
