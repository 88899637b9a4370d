import {
  JsonShapeError,
  kindOfJson,
  requireArray,
  requireObject,
  requireText,
} from '../json/require-json.ts';
import { decodeAuditLog } from './decode-audit-log.ts';
import { decodeOrganization } from './decode-organization.ts';
import { decodeUser } from './decode-user.ts';
import { mapInSteps } from '../json/steps.ts';
import type { Steps } from '../json/steps.ts';
import type { CoderAuditPage, CoderOrganization, CoderUser, CoderUserRoles } from './model.ts';

/** Anything that is no page throws; an object without `audit_logs` never reads as an empty page. */
export function* decodeAuditPage(body: unknown): Steps<CoderAuditPage> {
  const page = requireObject(body, 'the body');
  const rows = requireArray(page['audit_logs'], 'audit_logs');
  const cap = page['count_cap'] ?? 0;
  return {
    rows: yield* mapInSteps(rows, (row, index) => decodeAuditLog(row, `audit_logs[${index}]`)),
    count: requireCount(page['count'], 'count'),
    countCap: cap === 0 ? undefined : requireCount(cap, 'count_cap'),
  };
}

export function* decodeUsers(body: unknown): Steps<readonly CoderUser[]> {
  const users = requireArray(requireObject(body, 'the body')['users'], 'users');
  return yield* mapInSteps(users, (user, index) => decodeUser(user, `users[${index}]`));
}

export function decodeUserRoles(body: unknown): CoderUserRoles {
  const { roles, organization_roles: byOrganization } = requireObject(body, 'the body');
  const organizations = Object.entries(requireObject(byOrganization ?? {}, 'organization_roles'));
  return {
    site: textsIn(roles, 'roles'),
    organizations: new Map(
      organizations.map(([id, names]) => [id.toLowerCase(), textsIn(names, 'organization_roles')]),
    ),
  };
}

function textsIn(value: unknown, what: string): readonly string[] {
  return requireArray(value, what).map((item) => requireText(item, what));
}

export function* decodeOrganizations(body: unknown): Steps<readonly CoderOrganization[]> {
  return yield* mapInSteps(requireArray(body, 'the body'), (organization, index) =>
    decodeOrganization(organization, `organization ${index}`),
  );
}

export function decodeBuildInfo(body: unknown): { readonly version: string } {
  return { version: requireText(requireObject(body, 'the body')['version'], 'version') };
}

function requireCount(value: unknown, what: string): number {
  if (typeof value !== 'number') throw new JsonShapeError(`${what} is ${kindOfJson(value)}`);
  if (!Number.isSafeInteger(value) || value < 0) throw new JsonShapeError(`${what} is no count`);
  return value;
}
