import { foldText } from '../entry/text-form.ts';
import type { CoderUser } from './model.ts';

export interface UserIndex {
  /** The one user with this key, folded; undefined also when there are several. */
  find(kind: 'id' | 'username' | 'email', value: string): CoderUser | undefined;
}

export function indexUsers(users: readonly CoderUser[]): UserIndex {
  const byKey = new Map<string, CoderUser | undefined>();
  const add = (key: string, user: CoderUser) => {
    byKey.set(key, byKey.has(key) ? undefined : user);
  };
  for (const user of users) {
    add(`id:${user.id}`, user);
    add(`username:${foldText(user.username)}`, user);
    if (user.email) add(`email:${foldText(user.email)}`, user);
  }
  return { find: (kind, value) => byKey.get(`${kind}:${value}`) };
}
