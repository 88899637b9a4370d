import DataLoader from 'dataloader';
import { askEach } from '../door/ask-each.ts';
import { isEmail } from '../entry/email.ts';
import { foldText } from '../entry/text-form.ts';
import { UpstreamBadResponseError } from '../door/upstream-error.ts';
import type { CoderClient } from './client.ts';
import type { CoderUser } from './model.ts';
import { encodeSearchValue } from './search-value.ts';
import { indexUsers } from './user-index.ts';
import type { UserIndex } from './user-index.ts';
import { uuidOrNull } from './wire-value.ts';

/**
 * Looks people up for one request, in one batch and few calls. Undefined when nobody of that key
 * exists or may be seen; an upstream's failure rejects.
 */
export interface UserDirectory {
  /** Deleted and system users too. */
  byId(id: string): Promise<CoderUser | undefined>;
  /** A living user; case, blanks around and Unicode form are ignored. */
  byUsername(username: string): Promise<CoderUser | undefined>;
  /** The one living user with exactly this e-mail, compared alike. */
  byEmail(email: string): Promise<CoderUser | undefined>;
}

/** Up to this many people of a request are asked for one by one; more are read from the list. */
const maxSinglePeople = 8;
const maxConcurrentCalls = 8;

interface PersonKey {
  readonly kind: 'id' | 'username' | 'email';
  /** Folded. */
  readonly value: string;
}

export function createUserDirectory(client: Pick<CoderClient, 'user' | 'users'>): UserDirectory {
  let people = 0;
  let list: Promise<UserIndex | undefined> | undefined;

  /** Undefined when the list is larger than an answer may be. */
  function readList(): Promise<UserIndex | undefined> {
    list ??= client.users().then(indexUsers, (error: unknown) => {
      if (error instanceof UpstreamBadResponseError && error.bodyDefect === 'TOO_LARGE') {
        return undefined;
      }
      throw error;
    });
    return list;
  }

  async function findAlone({ kind, value }: PersonKey): Promise<CoderUser | undefined> {
    if (kind === 'email') return search({ kind, value });
    if (kind === 'username' && isReadOtherwise(value)) return search({ kind, value });
    const user = await client.user(value);
    return user && foldText(user[kind]) === value ? user : undefined;
  }

  /** The search finds parts of names and e-mails, and more by its wildcards; accents as they are stored. */
  async function search({ kind, value }: PersonKey): Promise<CoderUser | undefined> {
    const encoded = /[^\x20-\x5b\x5d-\x7e]/.test(value) ? undefined : encodeSearchValue(value);
    const index =
      encoded === undefined
        ? await readList()
        : indexUsers(await client.users(`search:${encoded}`));
    return index?.find(kind, value);
  }

  const loader = new DataLoader<PersonKey, CoderUser | undefined, string>(
    async (keys) => {
      people += keys.length;
      const index = list || people > maxSinglePeople ? await readList() : undefined;
      return askEach(keys, maxConcurrentCalls, async (key) => {
        if (!index) return findAlone(key);
        const user = index.find(key.kind, key.value);
        // The list lacks deleted and system users, who have an id and nothing else to go by.
        return user || key.kind !== 'id' ? user : findAlone(key);
      });
    },
    { cacheKeyFn: ({ kind, value }) => `${kind}:${value}` },
  );

  return {
    async byId(id) {
      const value = uuidOrNull.decode(id);
      return value === null ? undefined : loader.load({ kind: 'id', value });
    },
    async byUsername(username) {
      const value = foldText(username);
      return value === '' ? undefined : loader.load({ kind: 'username', value });
    },
    async byEmail(email) {
      const value = foldText(email);
      return isEmail(value) ? loader.load({ kind: 'email', value }) : undefined;
    },
  };
}

/** What `/users/{name}` is taken for instead of a name: the caller, and endpoints beside it. */
const otherPaths = new Set(['me', 'first', 'authmethods', 'roles', 'oauth2', 'otp']);

/** 32 hex digits are an id. */
function isReadOtherwise(username: string): boolean {
  return otherPaths.has(username) || /^[0-9a-f]{32}$/.test(username);
}
