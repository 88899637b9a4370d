import type { GraphQLResolveInfo } from 'graphql';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { bindCursors, type CursorBinding, placeCodec } from '../feed/cursor.ts';
import type { PageArguments } from '../feed/page.ts';
import type { Actor } from '../upstream/coder/actor.ts';
import { createAuditLogFeed } from '../upstream/coder/audit-log-feed.ts';
import { canonicalAuditLogFilter } from '../upstream/coder/audit-log-filter.ts';
import type { AuditLogCriteria } from '../upstream/coder/audit-log-criteria.ts';
import type { CoderAuditLog } from '../upstream/coder/model.ts';
import { auditLogCriteriaOf, AuditLogFilter } from './audit-log-filter.ts';
import { AuditLog } from './audit-log.ts';
import { type Connection, createConnection, pageArguments } from './connection.ts';

export const AuditLogConnection = builder.connectionObject(
  {
    type: AuditLog,
    name: 'AuditLogConnection',
    description: 'A page of audit logs, newest first, and what is known of the whole list.',
  },
  { name: 'AuditLogEdge', description: 'An audit log at its place in a list.' },
);

export const auditLogArguments = builder.args((t) => ({
  ...pageArguments,
  filter: t.field({ type: AuditLogFilter, description: 'Which entries; all when left out.' }),
}));

builder.queryField('auditLogs', (t) =>
  t.field({
    type: AuditLogConnection,
    description:
      "Coder's audit log, newest first. Pages neither repeat nor lose an entry while new ones arrive.",
    args: auditLogArguments,
    resolve: (_root, args, context, info) => {
      const criteria = auditLogCriteriaOf(args.filter);
      const binding = bindCursors('auditLogs', args.filter && canonicalAuditLogFilter(criteria));
      return auditLogConnection(context, criteria, { args, binding, info });
    },
  }),
);

/** A list of audit logs; `actor`, when given, is whose logs they are. */
export function auditLogConnection(
  context: Context,
  criteria: AuditLogCriteria,
  options: {
    readonly args: PageArguments;
    readonly binding: CursorBinding;
    readonly info: GraphQLResolveInfo;
    readonly actor?: () => Promise<Actor>;
  },
): Promise<Connection<CoderAuditLog>> {
  const { args, binding, info, actor } = options;
  return createConnection(
    async () => {
      const feed = await createAuditLogFeed(context.coder(), criteria, {
        budget: context.budget(),
        actor: await actor?.(),
      });
      return { feed, codec: placeCodec(feed) };
    },
    { args, binding, info, context },
  );
}
