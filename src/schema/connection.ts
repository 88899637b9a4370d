import type { GraphQLResolveInfo } from 'graphql';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import type { CursorBinding, PlaceCodec } from '../feed/cursor.ts';
import type { Count } from '../feed/feed.ts';
import { formatInstant } from '../feed/instant.ts';
import type { Page, PageArguments, Readable, ReadablePart } from '../feed/page.ts';
import { defaultPageSize, maxPageSize, parsePageRequest, readPage } from '../feed/page.ts';
import type { Position } from '../feed/position.ts';
import { AuditSource } from './audit-source.ts';
import type { ConnectionReader } from './connection-reader.ts';
import { selectedFields } from './selection.ts';

/** The backing object of a connection's type. */
export interface Connection<E, R = unknown> extends ConnectionReader {
  page(): Page<E, R> | Promise<Page<E, R>>;
  readonly edges: Page<E>['edges'] | Promise<Page<E>['edges']>;
  readonly pageInfo: Page<E> | Promise<Page<E>>;
}

/** A feed that pages and counts come from, and how its places stand in cursors. */
export interface ConnectionFeed<E, P, R extends ReadablePart<E, P>> {
  readonly feed: Readable<E, P, R> & { count(cap: number): Promise<Count> };
  readonly codec: PlaceCodec<P>;
}

/** Fields of a connection that need no page. */
const pagelessFields = new Set([
  'totalCount',
  'totalCountPrecision',
  'totalCountCap',
  '__typename',
]);

/**
 * A page of a feed and its count, each read only when the query selects something of it. What goes
 * wrong with the page goes wrong here, so that it is one error, of the field that has the connection.
 * Throws InvalidArgumentError when the arguments are none of Relay's combinations.
 */
export async function createConnection<E extends Position, P, R extends ReadablePart<E, P>>(
  openFeed: () => Promise<ConnectionFeed<E, P, R>>,
  options: {
    readonly args: PageArguments;
    readonly binding: CursorBinding;
    readonly info: GraphQLResolveInfo;
    readonly context: Pick<Context, 'config' | 'onPage'>;
  },
): Promise<Connection<E, R>> {
  const { args, binding, info, context } = options;
  const { countCap } = context.config;
  const request = parsePageRequest(args, binding);
  const { feed, codec } = await openFeed();
  const readOnce = once(async () => {
    const page = await readPage<E, P, R>(feed, request, binding, codec);
    const isShort = page.scannedThrough !== null;
    context.onPage?.(`${info.parentType.name}.${info.fieldName}`, isShort ? 'short' : 'whole');
    return page;
  });
  const countOnce = once(() => feed.count(countCap));
  const isPageless = [...selectedFields(info)].every((name) => pagelessFields.has(name));
  if (isPageless) return new FeedConnection(readOnce, countOnce, countCap);
  // Fields that find the page there wait for nothing: six promises less for each of them.
  const page = await readOnce();
  return new FeedConnection(() => page, countOnce, countCap);
}

class FeedConnection<E, R> implements Connection<E, R> {
  readonly page: () => Page<E, R> | Promise<Page<E, R>>;
  readonly count: () => Promise<Count>;
  readonly countCap: number;

  constructor(
    page: () => Page<E, R> | Promise<Page<E, R>>,
    count: () => Promise<Count>,
    countCap: number,
  ) {
    this.page = page;
    this.count = count;
    this.countCap = countCap;
  }

  get edges(): Page<E>['edges'] | Promise<Page<E>['edges']> {
    const page = this.page();
    return page instanceof Promise ? page.then(({ edges }) => edges) : page.edges;
  }
  get pageInfo(): Page<E> | Promise<Page<E>> {
    return this.page();
  }
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= action());
}

/** Relay's arguments of a field that returns a connection. */
export const pageArguments = builder.args((t) => ({
  first: t.int({
    description: `The newest entries, or those just below \`after\`: how many at most, 0–${maxPageSize}. ${defaultPageSize} when left out.`,
  }),
  after: t.string({
    description:
      'Reads on below this cursor of the same field with the same filter, e.g. the `endCursor` of the page before.',
  }),
  last: t.int({
    description: `The oldest entries, or those just above \`before\`: how many at most, 0–${maxPageSize}. Not together with \`first\` or \`after\`.`,
  }),
  before: t.string({
    description:
      'Reads on above this cursor of the same field with the same filter, e.g. the `startCursor` of the page after.',
  }),
}));

const AuditCountPrecision = builder.enumType('AuditCountPrecision', {
  description: 'How to read a count.',
  values: {
    EXACT: { description: 'There are exactly so many.' },
    AT_LEAST: {
      description:
        'There may be more: the cap was reached, a scan budget or the time for the request was spent, or a source did not answer.',
    },
  },
});

const AuditWarning = builder.objectRef<Page<unknown>['warnings'][number]>('AuditWarning');

AuditWarning.implement({
  description: 'Something a reader of the page should know; the page itself is right as it is.',
  fields: (t) => ({
    code: t.exposeString('code', {
      nullable: false,
      description:
        'One of `POSSIBLY_TRUNCATED` (the upstream may have held entries back), `ENTRIES_SKIPPED` (entries without a readable time were left out), `FILTER_IGNORED_BY_UPSTREAM` (the gateway filtered instead), `TIME_ZONE_ASSUMED` (the upstream did not show in which zone it reads dates; UTC is assumed), `SCAN_BUDGET_SPENT` (the page is short: it was searched as far as the message says, and `endCursor`, or `startCursor` when reading `last`, goes on from there) and `NO_ACCOUNT` (nobody has an account with the e-mail of the person asked for: what is recorded under the e-mail itself is found).',
    }),
    source: t.expose('source', {
      type: AuditSource,
      nullable: false,
      description: 'The system it is about.',
    }),
    message: t.exposeString('message', {
      nullable: false,
      description: 'The same in an English sentence, for people.',
    }),
  }),
});

builder.globalConnectionFields((t) => ({
  totalCount: t.int({
    description:
      'How many entries the list holds, on all its pages, counted up to `totalCountCap`. Read it with `totalCountPrecision`. Counting costs a call of its own, made only when this is asked for.',
    resolve: async (connection) => Math.min((await connection.count()).count, connection.countCap),
  }),
  totalCountPrecision: t.field({
    type: AuditCountPrecision,
    description: 'Whether `totalCount` is exact. Null when the count failed.',
    resolve: async (connection) => (await connection.count()).precision,
  }),
  totalCountCap: t.int({
    nullable: false,
    description: 'Where counting stops, e.g. 2000: show a count with `AT_LEAST` as `2,000+`.',
    resolve: (connection) => connection.countCap,
  }),
  scannedThrough: t.field({
    type: 'DateTime',
    description:
      'Set when the scan budget ran out, or the deadline of the request was near, before the page was full: everything down to this instant was searched (up to it when reading `last`), and `pageInfo.endCursor` (`startCursor`) goes on from there. Null when the page was searched as far as it needed.',
    resolve: async (connection) => {
      const { scannedThrough } = await connection.page();
      return scannedThrough && formatInstant(scannedThrough);
    },
  }),
  warnings: t.field({
    type: [AuditWarning],
    nullable: false,
    description: 'What a reader of this page should know. Usually empty.',
    resolve: async (connection) => (await connection.page()).warnings,
  }),
}));
