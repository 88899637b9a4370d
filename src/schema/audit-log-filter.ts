import { builder } from './builder.ts';
import { parseAuditLogFilter } from '../upstream/coder/audit-log-filter.ts';
import type { AuditLogCriteria } from '../upstream/coder/audit-log-criteria.ts';
import { AuditOperationType } from './audit-entry.ts';
import { AuditOrganizationBy, organizationKeyOf } from './organization-by.ts';
import { AuditTimeRange } from './time-range.ts';
import { AuditUserBy, userKeyOf } from './user-by.ts';

export const AuditLogFilter = builder.inputType('AuditLogFilter', {
  description:
    'Which audit logs to show: all that is given must hold, of a list one value. Null is "not given"; an empty list or text is refused. A list holds at most 50 values.',
  fields: (t) => ({
    occurredAt: t.field({ type: AuditTimeRange, description: 'When it happened.' }),
    actions: t.stringList({
      description:
        'Actions as recorded, e.g. `write`; case and blanks around are ignored. One that Coder does not know is refused.',
    }),
    operationTypes: t.field({
      type: [AuditOperationType],
      description: 'Kinds of action. Beside `actions`, both must hold.',
    }),
    resourceTypes: t.stringList({
      description:
        'Resource types as recorded, e.g. `workspace_build`; case and blanks around are ignored. One that Coder does not know is refused.',
    }),
    resourceId: t.field({ type: 'UUID', description: "Coder's id of the thing it was done to." }),
    resourceTarget: t.string({
      description:
        'The exact name of the thing at that time, case-sensitive. Workspace builds have none: use `resourceName`. A name with capitals cannot be asked of Coder and is looked for under the scan budget.',
    }),
    resourceName: t.string({
      description:
        "The exact name of the thing as the entry's `resourceName` shows it, case-sensitive: of workspace builds, which have no target, the workspace's. Builds are looked for under the scan budget.",
    }),
    requestId: t.field({ type: 'UUID', description: 'The HTTP request, or the job of a build.' }),
    actor: t.field({
      type: AuditUserBy,
      description:
        'Who did it. Somebody whom neither Coder nor any row shows is refused, since an empty page would read as "did nothing". While a person is being renamed or deleted, pages may change.',
    }),
    organization: t.field({ type: AuditOrganizationBy, description: 'Where it happened.' }),
    buildReasons: t.stringList({
      description:
        'Why a workspace was built, e.g. `autostop`: only builds and created workspaces have one.',
    }),
    isSuccessful: t.boolean({
      description: 'True: status 100–399. False: 400 and above. Looked for under the scan budget.',
    }),
    statusCodes: t.intList({
      description: 'HTTP statuses of the action, e.g. `[403]`. Looked for under the scan budget.',
    }),
    ip: t.string({
      description:
        'The address of the actor in any spelling, e.g. `203.0.113.7`, or a range, e.g. `203.0.113.0/24` or `2001:db8::/32`; IPv4 mapped into IPv6 is IPv4. Looked for under the scan budget.',
    }),
    search: t.string({
      description:
        "Coder's own search text, e.g. `action:create username:alice`, for people who know it; it stands for the fields above. What is given in both is refused. Values keep their case, and `date_to:D` holds the whole day D.",
    }),
  }),
});

/** Throws InvalidArgumentError that names the field at fault. */
export function auditLogCriteriaOf(
  filter: typeof AuditLogFilter.$inferInput | null | undefined,
): AuditLogCriteria {
  const { actor, organization, ...rest } = filter ?? {};
  return parseAuditLogFilter({
    ...rest,
    actor: actor && userKeyOf(actor, 'filter.actor'),
    organization: organization && organizationKeyOf(organization, 'filter.organization'),
  });
}
