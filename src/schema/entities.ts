import { brandWithType } from '@pothos/core';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { printSubgraph } from './federation.ts';
import { InvalidArgumentError } from '../feed/feed-error.ts';
import { uuidOrNull } from '../upstream/coder/wire-value.ts';
import { isEmail } from '../upstream/entry/email.ts';
import type { JsonObject } from '../upstream/json/require-json.ts';
import { isJsonObject } from '../upstream/json/require-json.ts';
import { AuditEvent } from './audit-event.ts';
import { AuditLog } from './audit-log.ts';
import type { GlobalId } from './global-id.ts';
import { decodeGlobalId } from './global-id.ts';
import type { NodeValue } from './node.ts';
import { loadNode } from './node.ts';
import { Organization } from './organization.ts';
import { User } from './user.ts';

/** People and organizations come in one batch; a router refers to all of a page's at once. */
const maxRepresentations = 1000;
/** Each entry is looked for by itself. */
const maxEntries = 100;

const types = { AuditLog, AuditEvent, User, Organization };
const entityTypes = ['AuditLog', 'AuditEvent', 'User', 'Organization'] as const;

const Service = builder.objectRef<{ readonly sdl: string }>('_Service').implement({
  description: 'This graph as a subgraph.',
  fields: (t) => ({
    sdl: t.exposeString('sdl', {
      nullable: false,
      description: 'Its schema in the words of Federation 2.',
    }),
  }),
});

const AnyRepresentation = builder.scalarType('_Any', {
  description:
    'How a router refers to an entity: an object with `__typename` and the fields of one of its keys.',
  serialize: (value) => value,
});

const Entity = builder.unionType('_Entity', {
  description: 'What other subgraphs can refer to.',
  types: Object.values(types),
});

builder.queryFields((t) => ({
  _service: t.field({
    type: Service,
    nullable: false,
    description: 'For the tools of a federated graph: what this subgraph adds to it.',
    resolve: (_root, _args, _context, { schema }) => ({ sdl: printSubgraph(schema) }),
  }),
  _entities: t.field({
    type: [Entity],
    nullable: { list: false, items: true },
    description:
      'For the router of a federated graph: the entities that it refers to, in the same order. One that is unknown or hidden is null; a reference that cannot be read is null with an error, alone.',
    args: {
      representations: t.arg({
        type: [AnyRepresentation],
        required: true,
        description: `At most ${maxRepresentations} references, to at most ${maxEntries} entries.`,
      }),
    },
    resolve: (_root, { representations }, context) => findEntities(representations, context),
  }),
}));

interface Reference {
  readonly type: keyof typeof types;
  readonly keys: JsonObject;
}

function findEntities(
  representations: readonly unknown[],
  context: Context,
): Promise<NodeValue | null>[] {
  if (representations.length > maxRepresentations) {
    throw new InvalidArgumentError(
      'representations',
      `\`representations\` holds at most ${maxRepresentations}; these are ${representations.length}.`,
    );
  }
  const entries = new Map<string, Promise<NodeValue | undefined>>();
  return representations.map(async (representation, index) => {
    const argument = `representations.${index}`;
    const reference = parseReference(representation, argument);
    const entity = await findEntity(reference, { context, entries, argument });
    if (entity) brandWithType(entity, types[reference.type]);
    return entity ?? null;
  });
}

function parseReference(representation: unknown, argument: string): Reference {
  const keys = isJsonObject(representation) ? representation : {};
  const type = entityTypes.find((known) => known === keys['__typename']);
  if (type) return { type, keys };
  throw new InvalidArgumentError(
    argument,
    `A reference is an object whose \`__typename\` is one of ${entityTypes.join(', ')}.`,
  );
}

interface Search {
  readonly context: Context;
  /** By global id: an entry that is referred to twice is looked for once. */
  readonly entries: Map<string, Promise<NodeValue | undefined>>;
  readonly argument: string;
}

/** Undefined, without a call, when no key is given that anything could have. */
function findEntity(
  { type, keys }: Reference,
  search: Search,
): Promise<NodeValue | undefined> | undefined {
  const { context } = search;
  switch (type) {
    case 'User': {
      const id = uuidOrNull.decode(keys['userId']);
      if (id !== null) return context.coder().users.byId(id);
      const email = textOf(keys['email']);
      return isEmail(email) ? context.coder().users.byEmail(email) : undefined;
    }
    case 'Organization': {
      const id = uuidOrNull.decode(keys['organizationId']);
      if (id !== null) return context.coder().organizations.byId(id);
      const name = textOf(keys['name']);
      return name === '' ? undefined : context.coder().organizations.byName(name);
    }
    default: {
      const id = textOf(keys['id']);
      const globalId = decodeGlobalId(id);
      return globalId?.type === type ? findEntry(id, globalId, search) : undefined;
    }
  }
}

function findEntry(
  id: string,
  globalId: GlobalId,
  { context, entries, argument }: Search,
): Promise<NodeValue | undefined> {
  const known = entries.get(id);
  if (known) return known;
  if (entries.size === maxEntries) {
    throw new InvalidArgumentError(
      argument,
      `\`representations\` refers to at most ${maxEntries} entries; this one is left out.`,
    );
  }
  const entry = loadNode(globalId, context);
  entries.set(id, entry);
  return entry;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
