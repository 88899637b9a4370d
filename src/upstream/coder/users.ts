import type { CoderClient } from './client.ts';
import type { CoderUser } from './model.ts';

/**
 * Looks people up for one request, in one batch and few calls. Undefined when nobody of that key
 * exists or may be seen; an upstream's failure rejects.
 */
export interface UserDirectory {
  /** Deleted and system users too. */
  byId(id: string): Promise<CoderUser | undefined>;
  /** A living user; case is ignored. */
  byUsername(username: string): Promise<CoderUser | undefined>;
  /** The one living user with exactly this e-mail; case is ignored. */
  byEmail(email: string): Promise<CoderUser | undefined>;
}

export function createUserDirectory(client: Pick<CoderClient, 'user' | 'users'>): UserDirectory {
  return {
    byId: (id) => client.user(id),
    byUsername: (username) => client.user(username),
    byEmail: (email) => client.user(email),
  };
}
