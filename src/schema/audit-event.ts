import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { matchActor } from '../upstream/trail/actor-match.ts';
import { parseConfigurationReference } from '../upstream/bindplane/configuration-reference.ts';
import type { BindplaneAuditEvent } from '../upstream/bindplane/model.ts';
import { summarizeAuditEvent } from '../upstream/bindplane/summary.ts';
import type { CoderUser } from '../upstream/coder/model.ts';
import { operationTypeOf } from '../upstream/entry/operation-type.ts';
import { AuditEntry, AuditOperationType } from './audit-entry.ts';
import { AuditSource } from './audit-source.ts';
import { encodeGlobalId } from './global-id.ts';
import { User } from './user.ts';

export const AuditEvent = builder.objectRef<BindplaneAuditEvent>('AuditEvent');

AuditEvent.implement({
  description: "An entry of Bindplane's audit trail.",
  interfaces: [builder.nodeInterfaceRef(), AuditEntry],
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'resourceKind' in value,
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Global id, for `node`.',
      resolve: ({ id, at }) => encodeGlobalId({ type: 'AuditEvent', id, at }),
    }),
    source: t.field({
      type: AuditSource,
      nullable: false,
      description: 'Always `BINDPLANE`.',
      resolve: () => 'BINDPLANE' as const,
    }),
    occurredAt: t.expose('timestamp', {
      type: 'DateTime',
      nullable: false,
      description: 'When it happened, with the digits that Bindplane sends.',
    }),
    action: t.exposeString('action', {
      nullable: false,
      description: 'What was done, as recorded, e.g. `Modified`. Bindplane publishes no list.',
    }),
    operationType: t.field({
      type: AuditOperationType,
      description: 'What kind of action it was; null when the action is unknown to the gateway.',
      resolve: ({ action }) => operationTypeOf(action),
    }),
    resourceType: t.exposeString('resourceKind', {
      nullable: false,
      description:
        'What kind of thing it was done to, as recorded, e.g. `Source`. New versions of Bindplane add values.',
    }),
    resourceName: t.exposeString('resourceName', {
      description:
        'Name of the thing as recorded: free text, for parts of a configuration often their type. Null when none was recorded.',
    }),
    actorName: t.exposeString('user', {
      description:
        'Who did it, as recorded: a display name or a login. Null when nothing was recorded.',
    }),
    actor: t.field({
      type: User,
      description:
        "The user of Coder who did it: the one with the same e-mail, by the text recorded or by Bindplane's list of users. Null when nobody, or nobody known for certain; names that look alike do not count. Costs one call to Bindplane and one batch of calls to Coder for the whole request.",
      resolve: findActor,
    }),
    summary: t.string({
      nullable: false,
      description:
        'The entry in one English sentence on one line, e.g. `Dana Reyes modified source nginx in edge-prod, version 7`. Of names it shows what is not seen, or turns the text around it, as escapes like `\\u202e`.',
      resolve: summarizeAuditEvent,
    }),
    eventId: t.exposeString('eventId', {
      description:
        "Bindplane's own id of the entry, e.g. `01JPN3V6ZK2Q8W4T7R9XEYBCDF`; null when it was sent without one.",
    }),
    description: t.exposeString('description', {
      description: 'What Bindplane says about it; null on most servers: prefer `summary`.',
    }),
    configuration: t.exposeString('configuration', {
      description:
        'The configuration it belongs to, as recorded: `edge-prod` or `edge-prod:7`. Null when it belongs to none.',
    }),
    configurationName: t.string({
      description:
        'The configuration without its version, e.g. `edge-prod`; null when there is none.',
      resolve: ({ configuration }) =>
        configuration === null ? null : parseConfigurationReference(configuration).name,
    }),
    configurationVersion: t.string({
      description:
        'The version alone: a number such as `7`, or a word such as `latest`; null when none was recorded.',
      resolve: ({ configuration }) =>
        configuration === null ? null : parseConfigurationReference(configuration).version,
    }),
    account: t.exposeString('account', {
      description:
        'The project it happened in, by id or name as recorded; null on servers with a single project.',
    }),
  }),
});

/** Bindplane's users are asked for only when the text itself is no e-mail. */
async function findActor(
  { user }: BindplaneAuditEvent,
  _args: object,
  context: Context,
): Promise<CoderUser | undefined> {
  if (user === null) return undefined;
  const { users } = context.coder();
  const email = matchActor(user, []) ?? matchActor(user, await context.bindplane().users());
  return email === undefined ? undefined : users.byEmail(email);
}
