import { builder } from './builder.ts';
import { describeError } from './client-errors.ts';
import { bindCursors } from '../feed/cursor.ts';
import { formatInstant } from '../feed/instant.ts';
import {
  type SourceState,
  type TimelinePlace,
  timelinePlaceCodec,
  type TimelineReading,
} from '../feed/merge-sources.ts';
import {
  type AuditTimelineCriteria,
  type AuditTrailEntry,
  createAuditTimeline,
} from '../upstream/trail/audit-timeline.ts';
import { ActorAmbiguousError, noAccountMessage } from '../upstream/trail/event-actor.ts';
import {
  canonicalRange,
  checkedList,
  checkedRange,
  checkedText,
  foldKey,
} from '../upstream/entry/filter-values.ts';
import type { UpstreamName } from '../config/upstream-name.ts';
import { AuditEntry, AuditOperationType } from './audit-entry.ts';
import { AuditSource } from './audit-source.ts';
import { createConnection, pageArguments } from './connection.ts';
import { AuditTimeRange } from './time-range.ts';
import { AuditUserBy, userKeyOf } from './user-by.ts';

const allSources: readonly UpstreamName[] = ['CODER', 'BINDPLANE'];

type AuditTimelineReading = TimelineReading<AuditTrailEntry, UpstreamName>;

const AuditTimelineFilter = builder.inputType('AuditTimelineFilter', {
  description:
    'Which entries of both systems to show: all that is given must hold, of a list one value. Null is "not given"; an empty list is refused.',
  fields: (t) => ({
    occurredAt: t.field({ type: AuditTimeRange, description: 'When it happened.' }),
    sources: t.field({
      type: [AuditSource],
      description: 'Which systems to read; both when left out.',
    }),
    operationTypes: t.field({ type: [AuditOperationType], description: 'Kinds of action.' }),
    resourceName: t.string({
      description:
        "The exact name of the thing as the entry's `resourceName` shows it, case-sensitive. Workspace builds and all entries of Bindplane are looked for under the scan budget.",
    }),
    actor: t.field({
      type: AuditUserBy,
      description:
        'Who did it, as a user of Coder. When they cannot be told from others in Bindplane, its entries are left out and `sources` says so: `ACTOR_AMBIGUOUS`. When nobody there has their e-mail, what is recorded under the e-mail is found: `NO_ACCOUNT`.',
    }),
  }),
});

const AuditTimelineSource = builder.objectRef<SourceState<UpstreamName>>('AuditTimelineSource');

AuditTimelineSource.implement({
  description: 'Whether the entries of one system are in the page.',
  fields: (t) => ({
    source: t.expose('name', { type: AuditSource, nullable: false, description: 'Which system.' }),
    isIncluded: t.boolean({
      nullable: false,
      description: 'Whether its entries are in the page. False when it failed.',
      resolve: ({ error }) => error === undefined,
    }),
    code: t.string({
      description:
        'Null when all is well. `CATCHING_UP`: it was missing in earlier pages, and what they lacked comes first. `NO_ACCOUNT`: nobody there has the e-mail of the person asked for, so that only what is recorded under the e-mail itself is in the page. `ACTOR_AMBIGUOUS`: the person cannot be told from others there. Else the code of the error for which it is missing, e.g. `UPSTREAM_UNAVAILABLE`.',
      resolve: (state) => explain(state)?.code,
    }),
    message: t.string({
      description: 'The same in an English sentence, for people; null when there is no `code`.',
      resolve: (state) => explain(state)?.message,
    }),
  }),
});

const AuditTimelineConnection = builder.connectionObject(
  {
    type: AuditEntry,
    name: 'AuditTimelineConnection',
    description: 'A page of entries of both systems, newest first, and what is known of the list.',
    fields: (t) => ({
      sources: t.field({
        type: [AuditTimelineSource],
        nullable: false,
        description:
          'One for each system asked for: whether its entries are in this page. A system that failed is told here and nowhere else; a later page brings what it missed.',
        resolve: async (connection) =>
          ((await connection.page()).reading as AuditTimelineReading).sources,
      }),
    }),
  },
  { name: 'AuditTimelineEdge', description: 'An entry of either system at its place in the list.' },
);

builder.queryField('auditTimeline', (t) =>
  t.field({
    type: AuditTimelineConnection,
    description:
      'The entries of both systems in one list, newest first; at one instant those of Coder stand first. A system that fails is missing in the page, and caught up on by later ones. Null with an error only when no system answers.',
    args: {
      ...pageArguments,
      filter: t.arg({
        type: AuditTimelineFilter,
        description: 'Which entries; all when left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const criteria = timelineCriteriaOf(args.filter);
      const binding = bindCursors(
        'auditTimeline',
        args.filter && canonicalTimelineFilter(criteria),
      );
      const timeline = createAuditTimeline(context, criteria, () => context.budget());
      return createConnection<AuditTrailEntry, TimelinePlace, AuditTimelineReading>(
        async () => ({ feed: timeline, codec: timelinePlaceCodec(criteria.sources.length) }),
        { args, binding, info, context },
      );
    },
  }),
);

function timelineCriteriaOf(
  filter: typeof AuditTimelineFilter.$inferInput | null | undefined,
): AuditTimelineCriteria {
  return {
    range: checkedRange(filter?.occurredAt, 'filter.occurredAt'),
    sources: checkedList(filter?.sources, 'filter.sources') ?? allSources,
    operationTypes: checkedList(filter?.operationTypes, 'filter.operationTypes'),
    resourceName: checkedText(filter?.resourceName, 'filter.resourceName'),
    actor: filter?.actor ? userKeyOf(filter.actor, 'filter.actor') : undefined,
  };
}

/** The filter that all of the same meaning share, for cursors: both systems are those of none. */
function canonicalTimelineFilter({
  range,
  sources,
  operationTypes,
  resourceName,
  actor,
}: AuditTimelineCriteria): object {
  return {
    occurredAt: canonicalRange(range),
    sources: sources.length === allSources.length ? undefined : sources,
    operationTypes,
    resourceName,
    actor: actor && foldKey(actor),
  };
}

function explain({
  error,
  note,
  catchingUpFrom,
}: SourceState<UpstreamName>): { code: string; message: string } | undefined {
  if (error instanceof ActorAmbiguousError) {
    return { code: 'ACTOR_AMBIGUOUS', message: error.message };
  }
  if (error !== undefined) {
    return describeError(error) ?? { code: 'INTERNAL_SERVER_ERROR', message: 'It failed.' };
  }
  if (catchingUpFrom === undefined) {
    return note === undefined ? undefined : { code: note, message: noAccountMessage };
  }
  const place =
    catchingUpFrom === 'newest' || catchingUpFrom === 'oldest'
      ? `the ${catchingUpFrom} entry`
      : formatInstant(catchingUpFrom);
  return {
    code: 'CATCHING_UP',
    message: `It was missing before from ${place} on; the entries that pages lacked come first.`,
  };
}
