import type { Answer } from '../exchange.ts';
import { json, resourceNotFound } from './answers.ts';
import type { CoderDatabase } from './database.ts';
import type { Deployment } from './deployment.ts';
import { nilUuid, uuidOf } from './go/uuid.ts';
import { mayReadMember, mayReadOrganization } from './roles.ts';
import type { StoredOrganization, StoredUser } from './state.ts';
import { printTime } from './timestamp.ts';
import { compareUsernames, optionalName, siteRoles } from './users.ts';

/** Only living organizations are found by name, in any letter case. */
export function organizationNamed(
  database: CoderDatabase,
  name: string,
): StoredOrganization | undefined {
  return [...database.organizations.values()].find(
    (organization) =>
      organization.deleted !== true && organization.name.toLowerCase() === name.toLowerCase(),
  );
}

export function listOrganizations(deployment: Deployment, caller: StoredUser): Answer {
  const readable = livingOrganizations(deployment).filter(({ id }) =>
    mayReadOrganization(caller, id),
  );
  return json(
    200,
    readable.map((organization) => organizationJson(deployment, organization)),
  );
}

export function listOrganizationsOf(
  deployment: Deployment,
  caller: StoredUser,
  member: StoredUser,
): Answer {
  const shared = livingOrganizations(deployment).filter(
    ({ id }) => member.organization_ids.includes(id) && mayReadOrganization(caller, id),
  );
  return json(
    200,
    shared.map((organization) => organizationJson(deployment, organization)),
  );
}

export function getOrganization(
  deployment: Deployment,
  caller: StoredUser,
  reference: string,
): Answer {
  const organization = findOrganization(deployment.database, caller, reference);
  return organization === undefined
    ? resourceNotFound()
    : json(200, organizationJson(deployment, organization));
}

export function listMembers(deployment: Deployment, caller: StoredUser, reference: string): Answer {
  const organization = findOrganization(deployment.database, caller, reference);
  if (organization === undefined) return resourceNotFound();
  const members = [...deployment.database.users.values()].filter(
    (user) =>
      !user.deleted &&
      user.is_system !== true &&
      user.organization_ids.includes(organization.id) &&
      mayReadMember(caller, organization.id, user.id),
  );
  return json(
    200,
    members
      .toSorted(compareUsernames)
      .map((member) => memberJson(deployment, member, organization.id)),
  );
}

/** By id, also deleted ones; by name; `default` and the nil UUID mean the default one. */
function findOrganization(
  database: CoderDatabase,
  caller: StoredUser,
  reference: string,
): StoredOrganization | undefined {
  const uuid = uuidOf(reference);
  const organization =
    reference === 'default' || reference === nilUuid
      ? [...database.organizations.values()].find((candidate) => candidate.is_default)
      : uuid === undefined
        ? organizationNamed(database, reference)
        : database.organizations.get(uuid);
  return organization !== undefined && mayReadOrganization(caller, organization.id)
    ? organization
    : undefined;
}

function livingOrganizations({ database }: Deployment): StoredOrganization[] {
  return [...database.organizations.values()].filter(({ deleted }) => deleted !== true);
}

function organizationJson({ version }: Deployment, organization: StoredOrganization): object {
  return {
    id: organization.id,
    name: organization.name,
    display_name: organization.display_name,
    icon: organization.icon,
    description: organization.description,
    created_at: printTime(organization.created_at),
    updated_at: printTime(organization.updated_at),
    is_default: organization.is_default,
    ...(version.hasDefaultMemberRoles
      ? { default_org_member_roles: organization.default_org_member_roles ?? [] }
      : {}),
  };
}

function memberJson({ version }: Deployment, user: StoredUser, organizationId: string): object {
  const membership = user.memberships?.[organizationId] ?? user;
  return {
    username: user.username,
    ...optionalName(version, 'name', user.name),
    ...optionalName(version, 'avatar_url', user.avatar_url),
    email: user.email,
    ...(version.hasAiSeats
      ? {
          status: user.status,
          login_type: user.login_type,
          last_seen_at: printTime(user.last_seen_at),
          user_created_at: printTime(user.created_at),
          user_updated_at: printTime(user.updated_at),
          ...(user.is_service_account === true ? { is_service_account: true } : {}),
        }
      : {}),
    global_roles: siteRoles(user),
    ...(version.hasAiSeats ? { has_ai_seat: user.has_ai_seat ?? false } : {}),
    user_id: user.id,
    organization_id: organizationId,
    created_at: printTime(membership.created_at),
    updated_at: printTime(membership.updated_at),
    roles: user.roles
      .filter((role) => role.organization_id === organizationId)
      .map(({ name, display_name, organization_id }) => ({ name, display_name, organization_id })),
  };
}
