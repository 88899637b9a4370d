import type { GraphQLResolveInfo } from 'graphql';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { bindCursors, type CursorBinding, placeCodec } from '../feed/cursor.ts';
import type { PageArguments } from '../feed/page.ts';
import { createAuditEventFeed } from '../upstream/bindplane/audit-event-feed.ts';
import {
  type AuditEventCriteria,
  canonicalAuditEventFilter,
} from '../upstream/bindplane/audit-event-filter.ts';
import { warnOfNoAccount } from '../upstream/trail/warned-feed.ts';
import type { BindplaneAuditEvent } from '../upstream/bindplane/model.ts';
import { findActor } from '../upstream/coder/actor.ts';
import { filterRefusal } from '../upstream/coder/filter-refusal.ts';
import type { CoderUser } from '../upstream/coder/model.ts';
import { eventActorNames } from '../upstream/trail/event-actor.ts';
import { auditEventCriteriaOf, AuditEventFilter } from './audit-event-filter.ts';
import { AuditEvent } from './audit-event.ts';
import { type Connection, createConnection, pageArguments } from './connection.ts';

export const AuditEventConnection = builder.connectionObject(
  {
    type: AuditEvent,
    name: 'AuditEventConnection',
    description: 'A page of audit events, newest first, and what is known of the whole list.',
  },
  { name: 'AuditEventEdge', description: 'An audit event at its place in a list.' },
);

export const auditEventArguments = builder.args((t) => ({
  ...pageArguments,
  filter: t.field({ type: AuditEventFilter, description: 'Which entries; all when left out.' }),
}));

builder.queryField('auditEvents', (t) =>
  t.field({
    type: AuditEventConnection,
    description:
      "Bindplane's audit events, newest first. Pages neither repeat nor lose an entry while new ones arrive.",
    args: auditEventArguments,
    resolve: (_root, args, context, info) => {
      const criteria = auditEventCriteriaOf(args.filter);
      const { actor } = criteria;
      return auditEventConnection(context, criteria, {
        args,
        info,
        binding: bindCursors('auditEvents', args.filter && canonicalAuditEventFilter(criteria)),
        ...(actor && {
          user: async () =>
            (await findActor(context.coder(), actor, filterRefusal('filter', undefined))).user,
        }),
      });
    },
  }),
);

/** A list of audit events; `user`, when given, is whose events they are. */
export function auditEventConnection(
  context: Context,
  criteria: AuditEventCriteria,
  options: {
    readonly args: PageArguments;
    readonly binding: CursorBinding;
    readonly info: GraphQLResolveInfo;
    readonly user?: () => Promise<CoderUser>;
  },
): Promise<Connection<BindplaneAuditEvent>> {
  const { args, binding, info, user } = options;
  return createConnection(
    async () => {
      const bindplane = context.bindplane();
      const actor =
        user && (await eventActorNames(await user(), context.coder().users, bindplane.users));
      const feed = createAuditEventFeed(bindplane.client, criteria, {
        budget: context.budget(),
        actorNames: actor?.names,
      });
      const told = actor?.hasAccount === false ? warnOfNoAccount(feed) : feed;
      return { feed: told, codec: placeCodec(feed) };
    },
    { args, binding, info, context },
  );
}
