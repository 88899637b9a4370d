import { builder } from './builder.ts';
import type { Context } from './context.ts';
import type { CoderAuditLog, CoderDiffEntry } from '../upstream/coder/model.ts';
import { isSuccessfulStatus } from '../upstream/coder/outcome.ts';
import { resourceNameOf } from '../upstream/coder/resource-name.ts';
import { isStateCertain } from '../upstream/coder/resource-state.ts';
import { summarizeAuditLog } from '../upstream/coder/summary.ts';
import { textOrNull } from '../upstream/json/require-json.ts';
import { operationTypeOf } from '../upstream/entry/operation-type.ts';
import { AuditEntry, AuditOperationType } from './audit-entry.ts';
import { AuditSource } from './audit-source.ts';
import { encodeGlobalId } from './global-id.ts';
import { Organization } from './organization.ts';
import { User } from './user.ts';

const AuditLogDiffEntry = builder.objectRef<CoderDiffEntry>('AuditLogDiffEntry');

AuditLogDiffEntry.implement({
  description: 'A field of the resource that changed, with both values.',
  fields: (t) => ({
    field: t.exposeString('field', {
      nullable: false,
      description: 'Name of the field as Coder calls it, e.g. `display_name`.',
    }),
    old: t.expose('old', {
      type: 'JSON',
      description: 'The value before; null when there was none, or when it is secret.',
    }),
    new: t.expose('new', {
      type: 'JSON',
      description: 'The value after; null when there is none, or when it is secret.',
    }),
    isSecret: t.exposeBoolean('secret', {
      nullable: false,
      description: 'Whether the values are withheld: the field changed, and nobody is told how.',
    }),
  }),
});

export const AuditLog = builder.objectRef<CoderAuditLog>('AuditLog');

AuditLog.implement({
  description: "An entry of Coder's audit log.",
  interfaces: [builder.nodeInterfaceRef(), AuditEntry],
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'resource_type' in value,
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global id, for `node`.',
      resolve: (log) => {
        const { id, at, request_id: requestId } = log;
        const resourceId = requestId === null ? log.resource_id : null;
        return encodeGlobalId({ type: 'AuditLog', id, at, requestId, resourceId });
      },
    }),
    source: t.field({
      type: AuditSource,
      nullable: false,
      description: 'Always `CODER`.',
      resolve: () => 'CODER' as const,
    }),
    occurredAt: t.expose('time', {
      type: 'DateTime',
      nullable: false,
      description: 'When it happened, to the microsecond.',
    }),
    action: t.exposeString('action', {
      nullable: false,
      description: 'What was done, as recorded, e.g. `write`. New versions of Coder add values.',
    }),
    operationType: t.field({
      type: AuditOperationType,
      description: 'What kind of action it was; null when the action is unknown to the gateway.',
      resolve: ({ action }) => operationTypeOf(action),
    }),
    resourceType: t.exposeString('resource_type', {
      nullable: false,
      description:
        'What kind of thing it was done to, as recorded, e.g. `workspace_build`. New versions of Coder add values.',
    }),
    resourceName: t.string({
      description:
        'Name of the thing it was done to: the target, for workspace builds the name of the workspace. Null when none was recorded.',
      resolve: resourceNameOf,
    }),
    actorName: t.string({
      description:
        'Username of the actor as it is today; null when nobody acted, or the record of the person is gone.',
      resolve: ({ user }) => textOrNull(user?.username),
    }),
    actor: t.expose('user', {
      type: User,
      description:
        'The user who did it, as of now, deleted ones included. Null when nobody acted, or the record of the person is gone.',
    }),
    summary: t.string({
      nullable: false,
      description:
        'The entry in one English sentence on one line, e.g. `dana unsuccessfully attempted to delete template web`. Of names it shows what is not seen, or turns the text around it, as escapes like `\\u202e`.',
      resolve: summarizeAuditLog,
    }),
    logId: t.expose('id', {
      type: 'UUID',
      nullable: false,
      description: "Coder's own id of the entry.",
    }),
    requestId: t.expose('request_id', {
      type: 'UUID',
      description:
        'The HTTP request that did it, or the provisioner job of a build; null for what Coder did in the background.',
    }),
    resourceId: t.expose('resource_id', {
      type: 'UUID',
      description: "Coder's id of the thing it was done to; null when none was recorded.",
    }),
    resourceTarget: t.exposeString('resource_target', {
      description:
        'Name of the thing at that time, as recorded. Null where Coder records none: workspace builds, settings, sessions.',
    }),
    resourceIcon: t.exposeString('resource_icon', {
      description: 'Path or URL of an image; null on the servers known today.',
    }),
    resourceLink: t.string({
      description:
        "Path of the thing below the dashboard's address, e.g. `/templates/web`; null when there is no page or it is gone, and where the roles of the credential do not let Coder tell: an Auditor's of workspaces and what belongs to them. May cost a call for the whole request, to ask for the roles.",
      resolve: (log, _args, context) => stateOf(log, 'resource_link', context),
    }),
    isDeleted: t.boolean({
      description:
        "Whether the thing is gone by now; null where the roles of the credential do not let Coder tell: an Auditor's of workspaces and what belongs to them. May cost a call for the whole request, to ask for the roles.",
      resolve: (log, _args, context) => stateOf(log, 'is_deleted', context),
    }),
    statusCode: t.exposeInt('status_code', {
      description:
        'HTTP status of the action, e.g. 200 or 403; failed builds have 500. Null when Coder sends none.',
    }),
    isSuccessful: t.boolean({
      description:
        'True for status 100–399, false from 400 on; null when the status does not tell.',
      resolve: ({ status_code }) => isSuccessfulStatus(status_code),
    }),
    ip: t.exposeString('ip', {
      description: 'Address of the actor, IPv4 or IPv6; null when unknown.',
    }),
    userAgent: t.exposeString('user_agent', {
      description: "User agent of the actor's client; null when unknown.",
    }),
    description: t.exposeString('description', {
      description:
        'The sentence as Coder sends it, with the placeholders `{user}` and `{target}`. Older servers tell failures as successes: prefer `summary`.',
    }),
    diff: t.expose('diff', {
      type: [AuditLogDiffEntry],
      nullable: false,
      description:
        'What changed, sorted by field. Empty when the action failed or changed nothing that is tracked.',
    }),
    additionalFields: t.expose('additional_fields', {
      type: 'JSON',
      description:
        'What Coder records besides, e.g. `workspace_name` and `build_reason` of a build; usually an empty object.',
    }),
    organization: t.expose('organization', {
      type: Organization,
      description: 'The organization it happened in; null when it belongs to none.',
    }),
  }),
});

/** Null where Coder's word is wrong. A promise only where the roles have to be asked for. */
function stateOf<F extends 'resource_link' | 'is_deleted'>(
  log: CoderAuditLog,
  field: F,
  context: Context,
): CoderAuditLog[F] | Promise<CoderAuditLog[F] | null> {
  if (isStateCertain(log.resource_type, log.resource_link)) return log[field];
  return context
    .coder()
    .stateReader.isStateRight(log)
    .then((isRight) => (isRight ? log[field] : null));
}
