import { builder } from './builder.ts';
import { bindCursors } from '../feed/cursor.ts';
import { InvalidArgumentError } from '../feed/feed-error.ts';
import { canonicalAuditLogFilter } from '../upstream/coder/audit-log-filter.ts';
import {
  auditLogArguments,
  auditLogConnection,
  AuditLogConnection,
} from './audit-log-connection.ts';
import { auditLogCriteriaOf } from './audit-log-filter.ts';
import { Organization } from './organization.ts';

builder.objectField(Organization, 'auditLogs', (t) =>
  t.field({
    type: AuditLogConnection,
    description:
      "What happened in the organization, newest first. The filter's `organization` is this one already.",
    args: auditLogArguments,
    resolve: ({ id: organizationId }, args, context, info) => {
      const criteria = auditLogCriteriaOf(args.filter);
      if (criteria.organization) {
        throw new InvalidArgumentError(
          args.filter?.organization ? 'filter.organization' : 'filter.search',
          'This list has an organization already: the one it hangs on.',
        );
      }
      const binding = bindCursors(
        `Organization.auditLogs:${organizationId}`,
        args.filter && canonicalAuditLogFilter(criteria),
      );
      return auditLogConnection(
        context,
        { ...criteria, organization: { organizationId } },
        { args, binding, info },
      );
    },
  }),
);
