import { nameOrNull, onOneLine } from '../entry/summary-text.ts';
import type { CoderAuditLog } from './model.ts';
import { additionalText, resourceNameOf } from './resource-name.ts';

/**
 * One English sentence, as Coder's dashboard words it. It is made from the row's action, status and
 * type, not from its `description`, in which older servers tell failures as successes.
 */
export function summarizeAuditLog(log: CoderAuditLog): string {
  const subject = log.action === 'request_password_reset' ? null : subjectOf(log);
  let sentence = subject ?? '';
  for (const part of predicateOf(log)) {
    if (part !== null) sentence += sentence === '' ? part : ` ${part}`;
  }
  return onOneLine(sentence);
}

const systemBuildReasons = new Set([
  'autostart',
  'autostop',
  'dormancy',
  'task_auto_pause',
  'task_manual_pause',
  'task_resume',
]);

function subjectOf(log: CoderAuditLog): string {
  const isAutomatic =
    additionalText(log, 'automatic_actor') === 'coder' ||
    systemBuildReasons.has(additionalText(log, 'build_reason') ?? '');
  if (isAutomatic) return 'Coder automatically';
  return log.user ? (nameOrNull(log.user.username) ?? 'Someone') : 'Unauthenticated user';
}

function predicateOf(log: CoderAuditLog): readonly (string | null)[] {
  const target = nameOrNull(resourceNameOf(log));
  const chatVerb = chatVerbOf(log);
  if (chatVerb !== null) return [chatVerb, target];

  const verb = verbOf(log);
  if (log.resource_type === 'git_ssh_key') return [verb, 'the git ssh key'];
  if (log.resource_type === 'api_key' && sessionActions.has(log.action)) return [verb];

  const preposition = target === null ? null : 'for';
  if (log.action === 'request_password_reset') return [verb, preposition, target];
  const isConversion = log.resource_type === 'convert_login' && target !== null;
  return [verb, typeWordOf(log.resource_type), isConversion ? 'to' : null, target];
}

const sessionActions = new Set(['login', 'logout', 'register']);

const verbs: ReadonlyMap<string, string> = new Map([
  ['create', 'created'],
  ['write', 'updated'],
  ['delete', 'deleted'],
  ['start', 'started'],
  ['stop', 'stopped'],
  ['login', 'logged in'],
  ['logout', 'logged out'],
  ['register', 'registered'],
  ['request_password_reset', 'password reset requested'],
  ['connect', 'connected'],
  ['disconnect', 'disconnected'],
  ['open', 'opened'],
  ['close', 'closed'],
]);

function verbOf({ action, status_code: status }: CoderAuditLog): string {
  const name = nameOrNull(action);
  const words = name === null ? 'act on' : spaced(name);
  if (status === 303) return `was redirected attempting to ${words}`;
  if (status !== null && status >= 400) return `unsuccessfully attempted to ${words}`;
  if (name === null) return 'acted on';
  return verbs.get(name) ?? `performed ${words} on`;
}

/** Sharing and archiving a chat are written as changes of it. */
function chatVerbOf(log: CoderAuditLog): string | null {
  const isSuccessful = log.status_code === null || log.status_code < 400;
  if (log.resource_type !== 'chat' || log.action !== 'write' || !isSuccessful) return null;
  const { diff } = log;
  if (diff.length > 0 && diff.every(({ field }) => field === 'user_acl' || field === 'group_acl')) {
    return 'updated sharing for chat';
  }
  const change = diff.length === 1 && diff[0]!.field === 'archived' ? diff[0]! : undefined;
  if (change?.old === false && change.new === true) return 'archived chat';
  if (change?.old === true && change.new === false) return 'unarchived chat';
  return null;
}

const typeWords: ReadonlyMap<string, string> = new Map([
  ['workspace_build', 'workspace'],
  ['api_key', 'token'],
  ['convert_login', 'login type conversion'],
  ['oauth2_provider_app', 'oauth2 app'],
  ['oauth2_provider_app_secret', 'oauth2 app secret'],
  ['idp_sync_settings_organization', 'settings'],
  ['idp_sync_settings_group', 'settings'],
  ['idp_sync_settings_role', 'settings'],
  ['health_settings', 'health_settings'],
  ['notifications_settings', 'notifications_settings'],
  ['prebuilds_settings', 'prebuilds_settings'],
]);

function typeWordOf(resourceType: string): string {
  if (nameOrNull(resourceType) === null) return 'resource';
  return typeWords.get(resourceType) ?? spaced(resourceType);
}

function spaced(name: string): string {
  return name.includes('_') ? name.replaceAll('_', ' ') : name;
}
