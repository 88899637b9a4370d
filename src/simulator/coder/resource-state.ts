import type { AdditionalFields } from './additional-fields.ts';
import type { CoderDatabase } from './database.ts';
import { isOwner, mayReadTask, mayReadUser, mayReadWorkspace } from './roles.ts';
import type { StoredAuditLog, StoredResource, StoredUser } from './state.ts';

export interface ResourceState {
  readonly is_deleted: boolean;
  readonly resource_link: string;
}

const unknown: ResourceState = { is_deleted: false, resource_link: '' };
const gone: ResourceState = { is_deleted: true, resource_link: '' };

function linked(link: string): ResourceState {
  return { is_deleted: false, resource_link: link };
}

/** What became of the resource of a row, looked up now and with the caller's permissions. */
export function resourceState(
  database: CoderDatabase,
  caller: StoredUser,
  row: StoredAuditLog,
  fields: AdditionalFields,
): ResourceState {
  const resource = database.resources.get(row.resource_id);
  const readable = (of: StoredResource): boolean =>
    mayReadWorkspace(caller, of.owner_id, row.organization_id);
  const ownerOf = ({ owner_id: id }: StoredResource): string =>
    (id === undefined ? undefined : database.users.get(id))?.username ?? '';

  switch (row.resource_type) {
    case 'template':
      return isGone(resource, 'template') ? gone : linked(`/templates/${row.resource_target}`);
    case 'user': {
      const user = database.users.get(row.resource_id);
      if (user === undefined) return gone;
      if (!mayReadUser(caller, user.id)) return linked(`/users?filter=${row.resource_target}`);
      return user.deleted ? gone : linked(`/users?filter=${row.resource_target}`);
    }
    case 'workspace':
      if (resource?.kind !== 'workspace') return gone;
      if (!readable(resource)) return unknown;
      return resource.deleted ? gone : linked(`/@${ownerOf(resource)}/${row.resource_target}`);
    case 'workspace_build': {
      const workspace = parentOf(database, resource, 'workspace_build');
      // An unreadable build leads to a lookup of the nil workspace, which does not exist.
      if (resource?.deleted !== false || workspace?.deleted !== false) return gone;
      if (!readable(workspace)) return gone;
      if (fields.workspaceName === '' || fields.buildNumber === '') return unknown;
      return linked(`/@${ownerOf(workspace)}/${fields.workspaceName}/builds/${fields.buildNumber}`);
    }
    case 'workspace_agent':
    case 'workspace_app': {
      const workspace = parentOf(database, resource, row.resource_type);
      if (workspace === undefined) return gone;
      if (readable(workspace) && workspace.deleted) return gone;
      if (fields.workspaceName === '' || fields.workspaceOwner === '') return unknown;
      // Made of what the row says: who may not read the workspace has it even when that is gone.
      return linked(`/@${fields.workspaceOwner}/${fields.workspaceName}`);
    }
    case 'oauth2_provider_app':
      return isGone(resource, 'oauth2_app')
        ? gone
        : linked(`/deployment/oauth2-provider/apps/${row.resource_id}`);
    case 'oauth2_provider_app_secret':
      // Who may not read secrets is told neither that one is gone nor where its app is.
      if (!isOwner(caller)) return unknown;
      return isGone(resource, 'oauth2_secret')
        ? gone
        : linked(`/deployment/oauth2-provider/apps/${resource?.parent_id ?? ''}`);
    case 'task':
      if (resource?.kind !== 'task') return gone;
      if (!mayReadTask(caller, resource.owner_id, row.organization_id)) return unknown;
      return resource.deleted ? gone : linked(`/tasks/${ownerOf(resource)}/${row.resource_id}`);
    case 'chat':
      return isGone(resource, 'chat') ? gone : linked(`/agents/${row.resource_id}`);
    case 'user_secret':
      return isGone(resource, 'user_secret') ? gone : unknown;
    case 'group_ai_budget':
      return linked(
        `/organizations/${organizationName(database, row)}/groups/${row.resource_target}`,
      );
    default:
      return unknown;
  }
}

function isGone(resource: StoredResource | undefined, kind: StoredResource['kind']): boolean {
  return resource?.kind !== kind || resource.deleted;
}

function parentOf(
  database: CoderDatabase,
  resource: StoredResource | undefined,
  kind: StoredResource['kind'],
): StoredResource | undefined {
  if (resource?.kind !== kind || resource.parent_id === undefined) return undefined;
  return database.resources.get(resource.parent_id);
}

function organizationName(database: CoderDatabase, row: StoredAuditLog): string {
  return database.organizations.get(row.organization_id)?.name ?? '';
}
