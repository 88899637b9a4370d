import { builder } from './builder.ts';
import {
  type AuditEventCriteria,
  parseAuditEventFilter,
} from '../upstream/bindplane/audit-event-filter.ts';
import { AuditOperationType } from './audit-entry.ts';
import { AuditTimeRange } from './time-range.ts';
import { AuditUserBy, userKeyOf } from './user-by.ts';

export const AuditEventFilter = builder.inputType('AuditEventFilter', {
  description:
    'Which audit events to show: all that is given must hold, of a list one value. Null is "not given"; an empty list or text is refused. A list holds at most 50 values. All but `occurredAt` and `configuration` is looked for under the scan budget.',
  fields: (t) => ({
    occurredAt: t.field({ type: AuditTimeRange, description: 'When it happened.' }),
    actions: t.stringList({
      description: 'Actions as recorded, e.g. `Modified`; case and blanks around are ignored.',
    }),
    operationTypes: t.field({
      type: [AuditOperationType],
      description: 'Kinds of action. Beside `actions`, both must hold.',
    }),
    resourceTypes: t.stringList({
      description:
        'Kinds of resource as recorded, e.g. `Source`; case and blanks around are ignored.',
    }),
    resourceName: t.string({ description: 'The exact name of the resource, case-sensitive.' }),
    actorName: t.string({
      description:
        'Who did it, as recorded, e.g. `Dana Reyes`; case, blanks around and Unicode form are ignored.',
    }),
    actor: t.field({
      type: AuditUserBy,
      description:
        'Who did it, as a user of Coder. Refused when the person cannot be told from others in Bindplane, since an empty page would read as "did nothing". When nobody there has their e-mail, what is recorded under the e-mail is found, with the warning `NO_ACCOUNT`.',
    }),
    configuration: t.string({
      description: 'The configuration it was done to: `name`, or `name:version` for one version.',
    }),
  }),
});

/** Throws InvalidArgumentError that names the field at fault. */
export function auditEventCriteriaOf(
  filter: typeof AuditEventFilter.$inferInput | null | undefined,
): AuditEventCriteria {
  const { actor, ...rest } = filter ?? {};
  return parseAuditEventFilter({ ...rest, actor: actor && userKeyOf(actor, 'filter.actor') });
}
