import { brandWithType } from '@pothos/core';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { InvalidArgumentError } from '../feed/feed-error.ts';
import { findAuditEvent } from '../upstream/bindplane/find-audit-event.ts';
import { findAuditLog } from '../upstream/coder/find-audit-log.ts';
import { AuditEvent } from './audit-event.ts';
import { AuditLog } from './audit-log.ts';
import type { GlobalId } from './global-id.ts';
import { decodeGlobalId } from './global-id.ts';
import { Organization } from './organization.ts';
import { User } from './user.ts';

const maxIds = 100;
const types = { AuditLog, AuditEvent, User, Organization };

export type NodeValue = (typeof types)[keyof typeof types]['$inferType'];

builder.queryFields((t) => ({
  node: t.field({
    type: builder.nodeInterfaceRef(),
    description:
      'Fetches one thing again by its global id. Null when it is gone, or hidden from the caller; a malformed id is an error.',
    args: {
      id: t.arg.id({ required: true, description: 'The `id` of anything in this graph.' }),
    },
    resolve: (_root, { id }, context) => findNode(parseId(id, 'id'), context),
  }),
  nodes: t.field({
    type: [builder.nodeInterfaceRef()],
    nullable: { list: false, items: true },
    description:
      'Fetches several things again by their global ids, in the same order. One that is gone or hidden is null; one whose id is malformed is null with an error, alone.',
    args: {
      ids: t.arg.idList({ required: true, description: `At most ${maxIds} ids.` }),
    },
    resolve: (_root, { ids }, context) => findNodes(ids, context),
  }),
}));

/** One thing asked for twice is fetched once; an id that cannot be read is an error of its item. */
function findNodes(ids: readonly string[], context: Context): Promise<object | null>[] {
  if (ids.length > maxIds) {
    throw new InvalidArgumentError(
      'ids',
      `\`ids\` holds at most ${maxIds}; these are ${ids.length}.`,
    );
  }
  const nodes = new Map<string, Promise<object | null>>();
  return ids.map(async (id, index) => {
    const globalId = parseId(id, `ids.${index}`);
    const node = nodes.get(id) ?? findNode(globalId, context);
    nodes.set(id, node);
    return node;
  });
}

function parseId(id: string, argument: string): GlobalId {
  const globalId = decodeGlobalId(id);
  if (globalId) return globalId;
  throw new InvalidArgumentError(argument, 'This is not an id of this graph.');
}

async function findNode(globalId: GlobalId, context: Context): Promise<object | null> {
  const node = await loadNode(globalId, context);
  if (node) brandWithType(node, types[globalId.type]);
  return node ?? null;
}

/** Undefined when it is gone, or hidden from the caller. */
export function loadNode(globalId: GlobalId, context: Context): Promise<NodeValue | undefined> {
  if (globalId.type === 'AuditLog') {
    return findAuditLog(context.coder().client, globalId, context.budget());
  }
  if (globalId.type === 'AuditEvent') {
    return findAuditEvent(context.bindplane().client, globalId, context.budget());
  }
  const { users, organizations } = context.coder();
  return (globalId.type === 'User' ? users : organizations).byId(globalId.id);
}
