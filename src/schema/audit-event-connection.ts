import { builder } from '../builder.ts';
import { bindCursors, placeCodec } from '../feed/cursor.ts';
import { createBindplaneFeed } from '../upstream/bindplane/feed.ts';
import { AuditEvent } from './audit-event.ts';
import { createConnection, forwardArguments } from './connection.ts';

export const AuditEventConnection = builder.connectionObject(
  {
    type: AuditEvent,
    name: 'AuditEventConnection',
    description: 'A page of audit events, newest first, and what is known of the whole list.',
  },
  { name: 'AuditEventEdge', description: 'An audit event at its place in a list.' },
);

builder.queryField('auditEvents', (t) =>
  t.field({
    type: AuditEventConnection,
    description:
      "Bindplane's audit events, newest first. Pages neither repeat nor lose an entry while new ones arrive.",
    args: forwardArguments,
    resolve: (_root, args, context) => {
      const { scanBudgetCalls, countCap } = context.config;
      const { client } = context.bindplane();
      const feed = createBindplaneFeed(client, { range: {}, scanBudgetCalls });
      const binding = bindCursors('auditEvents', {});
      return createConnection(feed, placeCodec(feed), { args, binding, countCap });
    },
  }),
);
