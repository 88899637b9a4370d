import { builder } from '../builder.ts';
import { bindCursors, placeCodec } from '../feed/cursor.ts';
import { createAuditLogFeed } from '../upstream/coder/audit-log-feed.ts';
import { AuditLog } from './audit-log.ts';
import { createConnection, forwardArguments } from './connection.ts';

export const AuditLogConnection = builder.connectionObject(
  {
    type: AuditLog,
    name: 'AuditLogConnection',
    description: 'A page of audit logs, newest first, and what is known of the whole list.',
  },
  { name: 'AuditLogEdge', description: 'An audit log at its place in a list.' },
);

builder.queryField('auditLogs', (t) =>
  t.field({
    type: AuditLogConnection,
    description:
      "Coder's audit log, newest first. Pages neither repeat nor lose an entry while new ones arrive.",
    args: forwardArguments,
    resolve: async (_root, args, context) => {
      const { scanBudgetCalls, countCap } = context.config;
      const feed = await createAuditLogFeed(context.coder(), { range: {} }, { scanBudgetCalls });
      const binding = bindCursors('auditLogs', {});
      return createConnection(feed, placeCodec(feed), { args, binding, countCap });
    },
  }),
);
