import { builder } from './builder.ts';
import { bindCursors } from '../feed/cursor.ts';
import { InvalidArgumentError } from '../feed/feed-error.ts';
import { canonicalAuditEventFilter } from '../upstream/bindplane/audit-event-filter.ts';
import { actorOf } from '../upstream/coder/actor.ts';
import { canonicalAuditLogFilter } from '../upstream/coder/audit-log-filter.ts';
import {
  auditEventArguments,
  auditEventConnection,
  AuditEventConnection,
} from './audit-event-connection.ts';
import { auditEventCriteriaOf } from './audit-event-filter.ts';
import {
  auditLogArguments,
  auditLogConnection,
  AuditLogConnection,
} from './audit-log-connection.ts';
import { auditLogCriteriaOf } from './audit-log-filter.ts';
import { User } from './user.ts';

builder.objectFields(User, (t) => ({
  auditLogs: t.field({
    type: AuditLogConnection,
    description:
      "What the user did in Coder, newest first; of deleted users, too. The filter's `actor` is the user already.",
    args: auditLogArguments,
    resolve: (user, args, context, info) => {
      const criteria = auditLogCriteriaOf(args.filter);
      if (criteria.actor) throw actorGiven(args.filter?.actor ? 'filter.actor' : 'filter.search');
      const binding = bindCursors(
        `User.auditLogs:${user.id}`,
        args.filter && canonicalAuditLogFilter(criteria),
      );
      const actor = () => actorOf(context.coder(), user);
      return auditLogConnection(context, criteria, { args, binding, info, actor });
    },
  }),
  auditEvents: t.field({
    type: AuditEventConnection,
    description:
      "What the user did in Bindplane, newest first, under every name that Bindplane knows them by. An error when they cannot be told from others there; the warning `NO_ACCOUNT` when nobody there has their e-mail. The filter's `actor` is the user already.",
    args: auditEventArguments,
    resolve: (user, args, context, info) => {
      const criteria = auditEventCriteriaOf(args.filter);
      if (criteria.actor) throw actorGiven('filter.actor');
      const binding = bindCursors(
        `User.auditEvents:${user.id}`,
        args.filter && canonicalAuditEventFilter(criteria),
      );
      return auditEventConnection(context, criteria, {
        args,
        binding,
        info,
        user: async () => user,
      });
    },
  }),
}));

function actorGiven(argument: string): InvalidArgumentError {
  return new InvalidArgumentError(
    argument,
    'This list has an actor already: the user it hangs on.',
  );
}
