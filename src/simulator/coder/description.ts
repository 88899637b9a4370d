import { isJsonObject } from './go/json.ts';
import type { StoredAuditLog } from './state.ts';
import type { CoderVersion } from './version.ts';

const verbs: Readonly<Record<string, string>> = {
  create: 'created',
  write: 'updated',
  delete: 'deleted',
  start: 'started',
  stop: 'stopped',
  login: 'logged in',
  logout: 'logged out',
  register: 'registered',
  request_password_reset: 'password reset requested',
  connect: 'connected',
  disconnect: 'disconnected',
  open: 'opened',
  close: 'closed',
};

/** Other types read as their name with spaces for underscores. */
const typeWords: Readonly<Record<string, string>> = {
  workspace_build: 'workspace',
  api_key: 'token',
  convert_login: 'login type conversion',
  oauth2_provider_app: 'oauth2 app',
  oauth2_provider_app_secret: 'oauth2 app secret',
  idp_sync_settings_organization: 'settings',
  idp_sync_settings_group: 'settings',
  idp_sync_settings_role: 'settings',
  health_settings: 'health_settings',
  notifications_settings: 'notifications_settings',
  prebuilds_settings: 'prebuilds_settings',
};

/** The template text of a row; `diff` as it is sent. */
export function describe(version: CoderVersion, row: StoredAuditLog, diff: unknown): string {
  const { action, resource_type: type } = row;
  const isReset = action === 'request_password_reset';
  const actor = isReset ? '' : '{user} ';
  const chatChange = describeChatChange(row, diff);
  if (chatChange !== undefined) return `${actor}${chatChange} {target}`;

  const verb = actor + describeAction(version, row);
  if (type === 'api_key' && ['login', 'logout', 'register'].includes(action)) return verb;
  if (type === 'git_ssh_key') return `${verb} the git ssh key`;
  const preposition = type === 'convert_login' ? ' to' : '';
  const object = isReset ? 'for' : (typeWords[type] ?? type.replaceAll('_', ' '));
  return `${verb} ${object}${preposition} {target}`;
}

function describeAction(version: CoderVersion, row: StoredAuditLog): string {
  if (row.status_code === 303 && version.namesRedirects) {
    return `was redirected attempting to ${row.action}`;
  }
  if (row.status_code >= 400) return `unsuccessfully attempted to ${row.action}`;
  return verbs[row.action] ?? 'unknown';
}

function describeChatChange(row: StoredAuditLog, diff: unknown): string | undefined {
  if (row.resource_type !== 'chat' || row.action !== 'write' || row.status_code >= 400) {
    return undefined;
  }
  const columns = isJsonObject(diff) ? diff : {};
  const names = Object.keys(columns);
  const { archived } = columns;
  if (names.length === 1 && isJsonObject(archived)) {
    if (archived['old'] === false && archived['new'] === true) return 'archived chat';
    if (archived['old'] === true && archived['new'] === false) return 'unarchived chat';
  }
  const isSharing = names.every((name) => name === 'user_acl' || name === 'group_acl');
  return names.length > 0 && isSharing ? 'updated sharing for chat' : undefined;
}
