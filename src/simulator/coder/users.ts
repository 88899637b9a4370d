import type { Answer } from '../exchange.ts';
import { failure, internalError, invalidParameters, json, resourceNotFound } from './answers.ts';
import type { Deployment } from './deployment.ts';
import { quote } from './go/quote.ts';
import type { Values } from './go/url-query.ts';
import { uuidOf } from './go/uuid.ts';
import { parsePageParameters } from './page-parameters.ts';
import { mayReadRoles, mayReadUser } from './roles.ts';
import type { StoredRole, StoredUser } from './state.ts';
import { printTime } from './timestamp.ts';
import { parseUserSearch } from './user-search.ts';
import type { CoderVersion } from './version.ts';

/** `me`, an id (deleted and system users too) or a username (living users only). */
export function findUser(
  { database }: Deployment,
  caller: StoredUser,
  reference: string,
): StoredUser | undefined {
  if (reference === 'me') return caller;
  const uuid = uuidOf(reference);
  const user =
    uuid === undefined
      ? [...database.users.values()].find(
          ({ username, deleted }) => !deleted && username.toLowerCase() === reference.toLowerCase(),
        )
      : database.users.get(uuid);
  return user !== undefined && mayReadUser(caller, user.id) ? user : undefined;
}

export function userNotFound({ version }: Deployment, reference: string): Answer {
  return version.hidesUsersAs404
    ? resourceNotFound()
    : failure(
        400,
        '"user" must be an existing uuid or username.',
        `queried user=${quote(reference)}`,
      );
}

export function getUser(deployment: Deployment, user: StoredUser): Answer {
  return json(200, userJson(deployment.version, user, user.organization_ids));
}

/** By name, of the deployment and of each organization; only one's own, but for owners and user admins. */
export function getRoles(caller: StoredUser, user: StoredUser): Answer {
  if (!mayReadRoles(caller, user.id)) return resourceNotFound();
  const inOrganization = (id: string) =>
    user.roles.filter((role) => role.organization_id === id).map(({ name }) => name);
  return json(200, {
    roles: siteRoles(user).map(({ name }) => name),
    organization_roles: Object.fromEntries(
      user.organization_ids.map((id) => [id, inOrganization(id)]),
    ),
  });
}

export function listUsers(deployment: Deployment, caller: StoredUser, values: Values): Answer {
  const { database, version } = deployment;
  const search = parseUserSearch(deployment, values.get('q')?.[0] ?? '');
  if (!search.valid) {
    return failure(400, 'Invalid user search query.', undefined, search.errors);
  }
  const page = parsePageParameters(values);
  if (page.errors.length > 0) return invalidParameters(page.errors);
  if (search.hasNul) {
    return internalError('pq: invalid byte sequence for encoding "UTF8": 0x00');
  }
  const found = [...database.users.values()]
    .filter(
      (user) =>
        !user.deleted &&
        user.is_system !== true &&
        mayReadUser(caller, user.id) &&
        search.matches(user) &&
        isAfter(user, page.afterId, database.users),
    )
    .toSorted(compareUsernames);
  const end = page.limit === 0 ? undefined : page.offset + page.limit;
  const rows = found.slice(page.offset, end);
  return json(200, {
    users: rows.map((user) =>
      userJson(version, user, user.organization_ids.length === 0 ? null : user.organization_ids),
    ),
    // Counted by a window function over the page: nothing to count on an empty one.
    count: rows.length === 0 ? 0 : found.length,
  });
}

function isAfter(
  user: StoredUser,
  afterId: string | undefined,
  users: ReadonlyMap<string, StoredUser>,
): boolean {
  if (afterId === undefined) return true;
  const last = users.get(afterId);
  return last !== undefined && compareUsernames(last, user) < 0;
}

export function compareUsernames(a: StoredUser, b: StoredUser): number {
  const left = a.username.toLowerCase();
  const right = b.username.toLowerCase();
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** As embedded in audit rows: no organizations, no seat, no service account mark. */
export function embeddedUserJson(version: CoderVersion, user: StoredUser): object {
  return userJson(version, { ...user, is_service_account: false, has_ai_seat: false }, []);
}

function userJson(
  version: CoderVersion,
  user: StoredUser,
  organizationIds: readonly string[] | null,
): object {
  const name = optionalName(version, 'name', user.name);
  const avatarUrl = optionalName(version, 'avatar_url', user.avatar_url);
  return {
    id: user.id,
    username: user.username,
    ...(version.sendsEmptyNames ? { ...avatarUrl, ...name } : { ...name, ...avatarUrl }),
    email: user.email,
    created_at: printTime(user.created_at),
    updated_at: printTime(user.updated_at),
    last_seen_at: printTime(user.last_seen_at),
    status: user.status,
    login_type: user.login_type,
    ...(user.is_service_account === true ? { is_service_account: true } : {}),
    ...(version.sendsThemePreference ? { theme_preference: '' } : {}),
    organization_ids: organizationIds,
    roles: siteRoles(user),
    ...(version.hasAiSeats ? { has_ai_seat: user.has_ai_seat ?? false } : {}),
  };
}

export function siteRoles(user: StoredUser): StoredRole[] {
  return user.roles
    .filter((role) => role.organization_id === undefined)
    .map(({ name, display_name }) => ({ name, display_name }));
}

/** The field, unless it is empty and this version leaves it out then. */
export function optionalName(version: CoderVersion, field: string, text: string): object {
  return text === '' && !version.sendsEmptyNames ? {} : { [field]: text };
}
