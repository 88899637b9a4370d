import type { Deployment } from './deployment.ts';
import { loginTypes, userStatuses } from './enums.ts';
import { parseTime, rfc3339Layout } from './go/time.ts';
import { ParameterParser } from './parameter-parser.ts';
import type { Validation } from './parameter-parser.ts';
import { SearchSyntaxError, searchTerms } from './search-terms.ts';
import type { StoredUser } from './state.ts';

export type UserSearch =
  | { readonly valid: false; readonly errors: readonly Validation[] }
  | {
      readonly valid: true;
      /** A text holds a NUL character, which the database refuses. */
      readonly hasNul: boolean;
      readonly matches: (user: StoredUser) => boolean;
    };

/** Reads `q` of /users as the server does. */
export function parseUserSearch({ version, random }: Deployment, q: string): UserSearch {
  let parser: ParameterParser;
  try {
    parser = new ParameterParser(searchTerms(q, 'search', version.joinsBareWords));
  } catch (error) {
    if (!(error instanceof SearchSyntaxError)) throw error;
    return { valid: false, errors: [{ field: 'q', detail: error.message }] };
  }
  const search = parser.text('search');
  const name = version.searchesUserNames ? parser.text('name') : '';
  const statuses = parser.enumValues('status', userStatuses, version.minor);
  const roles = parser.texts('role');
  const lastSeenAfter = parser.time('last_seen_after');
  const lastSeenBefore = parser.time('last_seen_before');
  const createdAfter = parser.time('created_after');
  const createdBefore = parser.time('created_before');
  const githubUserId = parser.int64('github_com_user_id');
  const logins = parser.enumValues('login_type', loginTypes, version.minor);
  const serviceAccount = version.searchesUserNames ? parser.boolean('service_account') : undefined;
  parser.refuseOthers(random);
  if (parser.errors.length > 0) return { valid: false, errors: parser.errors };

  return {
    valid: true,
    hasNul: `${search}${name}`.includes('\0'),
    matches: (user) =>
      (search === '' || contains(user.email, search) || contains(user.username, search)) &&
      (name === '' || contains(user.name, name)) &&
      (statuses.length === 0 || statuses.includes(user.status)) &&
      hasRole(user, roles) &&
      isWithin(user.last_seen_at, lastSeenAfter, lastSeenBefore) &&
      isWithin(user.created_at, createdAfter, createdBefore) &&
      // No simulated user has a linked GitHub account.
      githubUserId === 0n &&
      (logins.length === 0 || logins.includes(user.login_type)) &&
      (serviceAccount === undefined || serviceAccount === (user.is_service_account ?? false)),
  };
}

/** `text ILIKE '%' || part || '%'`: `_` and `%` are wildcards, a backslash takes away their power. */
function contains(text: string, part: string): boolean {
  const pattern = `%${part}%`.replace(/\\?[^]/gu, (token) => {
    if (token === '%') return '[^]*';
    if (token === '_') return '[^]';
    const literal = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
    return literal.replace(/[\^$\\.*+?()[\]{}|/]/g, String.raw`\$&`);
  });
  return new RegExp(`^${pattern}$`, 'iu').test(text);
}

/** Everybody is a member, so a list of only `member` leaves nobody out. */
function hasRole(user: StoredUser, names: readonly string[]): boolean {
  if (names.every((name) => name === 'member')) return true;
  return user.roles.some((role) => role.organization_id === undefined && names.includes(role.name));
}

function isWithin(time: string, after: bigint | undefined, before: bigint | undefined): boolean {
  const instant = parseTime(rfc3339Layout, time);
  return (after === undefined || instant >= after) && (before === undefined || instant <= before);
}
