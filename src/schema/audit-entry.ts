import { builder } from './builder.ts';
import type { OperationType } from '../upstream/entry/operation-type.ts';
import { AuditSource } from './audit-source.ts';
import { User } from './user.ts';

const operationTypeDescriptions: Record<OperationType, string> = {
  CREATE: 'Something came into being: `create`, `register`, `Created`, `Pending` (a rollout).',
  MODIFY: 'Something was changed: `write`, `Modified`, `Updated`.',
  DELETE: 'Something was removed: `delete`, `Deleted`.',
  START: 'Something began to run: `start`, `Started`.',
  STOP: 'Something was ended: `stop`, `Stopped`.',
  PAUSE: 'Something was halted to go on later: `Paused`.',
  RESUME: 'Something paused went on: `Resumed`.',
  AUTHENTICATION:
    'Somebody signed in or out, or asked for a new password: `login`, `logout`, `request_password_reset`.',
  ACCESS:
    'Somebody used a workspace: `connect`, `disconnect`, `open`, `close`. Coder records these up to 2.24.',
};

export const AuditOperationType = builder.enumType('AuditOperationType', {
  description:
    'What kind of action an entry tells of, the same for both systems. Coarse on purpose; `action` is as recorded.',
  values: Object.fromEntries(
    Object.entries(operationTypeDescriptions).map(([type, description]) => [type, { description }]),
  ) as Record<OperationType, { description: string }>,
});

/** Implementing types resolve all of it themselves, so that a third system touches neither of the two. */
export const AuditEntry = builder.interfaceRef<object>('AuditEntry').implement({
  description:
    'An entry of an audit trail: what all systems record. Entries are ordered newest first; they never change, but the people and resources they mention may.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    source: t.field({
      type: AuditSource,
      nullable: false,
      description: 'The system that recorded the entry.',
    }),
    occurredAt: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When it happened, by the clock of that system.',
    }),
    action: t.string({
      nullable: false,
      description:
        'What was done, as recorded, e.g. `write` or `Modified`. The systems add values over time.',
    }),
    operationType: t.field({
      type: AuditOperationType,
      description: 'What kind of action it was; null when the action is unknown to the gateway.',
    }),
    resourceType: t.string({
      nullable: false,
      description:
        'What kind of thing it was done to, as recorded, e.g. `workspace_build` or `Source`. The systems add values over time.',
    }),
    resourceName: t.string({
      description: 'Name of the thing it was done to; null when none was recorded.',
    }),
    actorName: t.string({
      description:
        'Who did it, as text: on Bindplane as recorded, on Coder the username of today. Null when nobody acted, or the record of the person is gone.',
    }),
    actor: t.field({
      type: User,
      description: 'The user of Coder who did it; null when nobody, or nobody known for certain.',
    }),
    summary: t.string({
      nullable: false,
      description:
        'The entry in one English sentence on one line, e.g. `dana stopped workspace dev-box`. The same entry always has the same sentence. Of names it shows what is not seen, or turns the text around it, as escapes like `\\u202e`; the fields themselves have it as recorded.',
    }),
  }),
});
