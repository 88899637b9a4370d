import type { BindplaneUser } from '../bindplane/model.ts';
import { isEmail } from '../entry/email.ts';
import { foldText } from '../entry/text-form.ts';

/**
 * The e-mail of whoever a Bindplane event names: the text itself when it is an e-mail, else the one
 * of the only user known by that text. Undefined unless certain.
 */
export function matchActor(
  userText: string | null,
  bindplaneUsers: readonly BindplaneUser[],
): string | undefined {
  const text = userText?.trim() ?? '';
  if (text === '') return undefined;
  if (isEmail(text)) return text;
  const [user, ...others] = usersKnownAs(text, bindplaneUsers);
  if (!user || others.length > 0) return undefined;
  const [email, ...otherEmails] = new Set(user.emails.map(foldText));
  return otherEmails.length > 0 ? undefined : email;
}

/** Under which texts Bindplane's events name a person. */
export interface BindplaneNames {
  readonly names: readonly string[];
  /** Whether a user on Bindplane's list has the person's e-mail; without one, the e-mail is the only name. */
  readonly hasAccount: boolean;
}

/**
 * The names of the person with this e-mail: name, display name, e-mail. Undefined when they cannot be
 * told from others: several users have the e-mail, or another user shares one of the names.
 */
export function bindplaneNames(
  email: string,
  bindplaneUsers: readonly BindplaneUser[],
): BindplaneNames | undefined {
  const key = foldText(email);
  const [owner, ...others] = usersKnownAs(email, bindplaneUsers).filter((user) =>
    user.emails.some((own) => foldText(own) === key),
  );
  if (key === '' || others.length > 0) return undefined;
  const names = new Map<string, string>();
  for (const name of [owner?.name ?? '', owner?.displayName ?? '', email]) {
    if (foldText(name) !== '') names.set(foldText(name), name.trim());
  }
  const isShared = [...names.values()].some((name) =>
    usersKnownAs(name, bindplaneUsers).some((user) => user !== owner),
  );
  return isShared ? undefined : { names: [...names.values()], hasAccount: owner !== undefined };
}

/** Made once for a list, and gone with it. */
const indexes = new WeakMap<readonly BindplaneUser[], ReadonlyMap<string, BindplaneUser[]>>();

function usersKnownAs(text: string, users: readonly BindplaneUser[]): readonly BindplaneUser[] {
  let index = indexes.get(users);
  if (!index) {
    index = indexByName(users);
    indexes.set(users, index);
  }
  return index.get(foldText(text)) ?? [];
}

function indexByName(users: readonly BindplaneUser[]): ReadonlyMap<string, BindplaneUser[]> {
  const index = new Map<string, BindplaneUser[]>();
  for (const user of users) {
    const texts = [user.id, user.name ?? '', user.displayName ?? '', ...user.emails];
    for (const name of new Set(texts.map(foldText))) {
      const known = index.get(name);
      if (known) known.push(user);
      else index.set(name, [user]);
    }
  }
  return index;
}
