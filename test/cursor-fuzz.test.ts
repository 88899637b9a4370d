import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/schema/global-id.ts';
import type { Instant } from '../src/feed/instant.ts';
import { auditEvent, auditLog, uuid } from './support/acme.ts';
import { type Connection, connectionIn, documentFor, findNodes } from './support/list-query.ts';
import { startWorld } from './support/walk-world.ts';
import type { World } from './support/walk-world.ts';
import { walks } from './support/walks.ts';

const kinds = ['auditLogs', 'auditEvents', 'auditTimeline'] as const;
type Kind = (typeof kinds)[number];

/** Finding a place, a page of several parts, and calibrating a zone once. */
const maxCalls = 60;

describe('a forged cursor', () => {
  let world: World;
  let bindings: Readonly<Record<Kind, string>>;

  beforeAll(async () => {
    world = await startWorld({ coder: '2.35.1', bindplane: 'field' });
    world.trail.restart(logs, events);
    const read = await Promise.all(kinds.map((kind) => ask(kind, { first: 5 })));
    const [ofLogs, ofEvents, ofTimeline] = read.map(({ list }) =>
      bindingOf(list!.edges[0]!.cursor),
    );
    bindings = { auditLogs: ofLogs!, auditEvents: ofEvents!, auditTimeline: ofTimeline! };
  });

  afterAll(() => world.close());

  beforeEach(() => void world.takeCalls());

  it('is refused, or answered by the right page within bounded calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...kinds), places, sizes, async (kind, place, size) => {
        const cursor = cursorOf([bindings[kind], place]);

        const { list, errors } = await ask(kind, { first: size, after: cursor });

        expectHarmless(errors);
        expectCheapCalls(size);
        if (list) expectInOrder(list.edges.map(({ node }) => node.occurredAt));
      }),
      walks(150),
    );
  });

  it('of any text at all is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        texts,
        fc.boolean(),
        async (kind, text, isAfter) => {
          const { list, errors } = await ask(kind, isAfter ? { after: text } : { before: text });

          expect(list).toBeNull();
          expect(errors?.[0]?.extensions).toMatchObject({
            code: 'BAD_USER_INPUT',
            argument: isAfter ? 'after' : 'before',
          });
          expect(world.takeCalls()).toBe(0);
        },
      ),
      walks(100),
    );
  });

  it.each(kinds)('of another list is refused by %s', async (kind) => {
    for (const other of kinds.filter((one) => one !== kind)) {
      const { list } = await ask(other, { first: 3 });
      world.takeCalls();

      const { errors } = await ask(kind, { first: 3, after: list!.edges[0]!.cursor });

      expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
      expect(world.takeCalls()).toBe(0);
    }
  });

  it('with any hint gives the page that it gives without one', async () => {
    const pages = await Promise.all(kinds.map((kind) => ask(kind, { first: 40 })));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.nat(39),
        hints,
        fc.boolean(),
        async (index, at, hint, isAfter) => {
          const kind = kinds[index]!;
          const { cursor } = pages[index]!.list!.edges[at]!;
          const [binding, place] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [
            string,
            unknown,
          ];
          const forged = cursorOf([binding, withHint(place, hint)]);
          const page = (text: string) =>
            isAfter ? { first: 7, after: text } : { last: 7, before: text };
          const right = await ask(kind, page(cursor));
          world.takeCalls();

          const { list } = await ask(kind, page(forged));

          expectCheapCalls(7);
          expect(idsIn(list)).toEqual(idsIn(right.list));
        },
      ),
      walks(80),
    );
  });

  it('is harmless as an id', async () => {
    const forgedIds = fc.oneof(
      fc.string().map((text) => Buffer.from(text).toString('base64url')),
      fc.string(),
      fc
        .tuple(instants, fc.constantFrom(uuid('a', 3), uuid('b', 1)), fc.nat(2))
        .map(([at, id, way]) =>
          encodeGlobalId({
            type: 'AuditLog',
            id,
            at: nineDigits(at),
            requestId: way === 1 ? uuid('c', 3) : null,
            resourceId: way === 2 ? uuid('b', 3) : null,
          }),
        ),
      instants.map((at) => encodeGlobalId({ type: 'AuditEvent', id: 'x', at: nineDigits(at) })),
    );
    await fc.assert(
      fc.asyncProperty(forgedIds, async (id) => {
        const [node] = (await findNodes(world.gateway, [id])) ?? [];

        expect(node ?? null).toBeNull();
        expectCheapCalls(1);
      }),
      walks(100),
    );
  });

  async function ask(kind: Kind, page: Readonly<Record<string, unknown>>) {
    const { data, errors } = await world.gateway.query(documentFor(kind, false), page);
    return { list: data ? (connectionIn(data) ?? null) : null, errors };
  }

  /** No more calls than a search may take, none deeper or longer than the trail calls for. */
  function expectCheapCalls(pageSize: number): void {
    const { calls } = world.coder.traffic;
    for (const { path } of calls.filter((call) => call.path.startsWith('/api/v2/audit'))) {
      const { searchParams } = new URL(path, world.coder.url);
      const offset = Number(searchParams.get('offset'));
      const isGuarded = searchParams.get('q')?.includes('date_from:') === true;
      expect(Number(searchParams.get('limit'))).toBeLessThanOrEqual(pageSize + 2 * 200 + 100);
      if (offset > 2000) expect(isGuarded).toBe(true);
    }
    expect(world.takeCalls()).toBeLessThanOrEqual(maxCalls);
  }
});

const logs = Array.from({ length: 60 }, (_, index) =>
  auditLog(index, {
    time: `2026-11-${10 + (index % 10)}T10:00:${10 + index / 2}.5Z`.replace('.5.5', '.5'),
  }),
);
const events = Array.from({ length: 60 }, (_, index) =>
  auditEvent(index, {
    timestamp: `2026-11-${10 + (index % 10)}T10:00:${10 + Math.floor(index / 2)}.5Z`,
  }),
);

const sizes = fc.constantFrom(1, 7, 100);
const instants = fc.oneof(
  fc.constantFrom(
    '2026-11-15T10:00:20.5Z',
    '0001-01-01T00:00:00Z',
    '0001-01-02T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '1969-12-31T23:59:59Z',
    '2026-11-15T23:59:59.000000001Z',
  ),
  fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
);
const numbers = fc.constantFrom(
  0,
  1,
  40,
  2000,
  2001,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 53,
  1e308,
  -1,
  0.5,
);
const coderHints = fc.oneof(
  fc.tuple(numbers, numbers),
  fc.tuple(numbers, numbers, fc.constantFrom(null, '2026-11-20', '9999-12-31', '0001-01-01', 'x')),
);
const hints: fc.Arbitrary<unknown> = fc.oneof(
  coderHints,
  fc.array(coderHints, { maxLength: 3 }),
  numbers,
  fc.jsonValue({ maxDepth: 2 }),
);
const anyPlace = fc.oneof(
  fc.tuple(instants, fc.constantFrom('', uuid('a', 3), '~', 'Z'), hints),
  fc.tuple(instants, fc.string({ maxLength: 70 })),
);
const places: fc.Arbitrary<unknown> = fc.oneof(
  anyPlace,
  fc.tuple(fc.oneof(anyPlace, fc.constantFrom(0, 1)), fc.oneof(anyPlace, fc.constantFrom(0, 1))),
  fc.jsonValue({ maxDepth: 2 }),
);
const texts = fc.oneof(
  fc.string({ maxLength: 600 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.jsonValue({ maxDepth: 2 }).map(cursorOf),
);

function idsIn(list: Connection | null): readonly string[] | undefined {
  return list?.edges.map(({ node }) => node.id);
}

function cursorOf(content: unknown): string {
  return Buffer.from(JSON.stringify(content) ?? '').toString('base64url');
}

function bindingOf(cursor: string): string {
  return (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string])[0];
}

/** The same places, each with this hint. */
function withHint(place: unknown, hint: unknown): unknown {
  if (!Array.isArray(place)) return place;
  return typeof place[0] === 'string'
    ? [place[0], place[1], hint]
    : place.map((one) => withHint(one, hint));
}

function nineDigits(text: string): Instant {
  const [second, fraction = ''] = text.slice(0, -1).split('.');
  return `${second}.${fraction.padEnd(9, '0')}` as Instant;
}

function expectHarmless(errors: readonly { extensions?: Record<string, unknown> }[] | undefined) {
  for (const { extensions } of errors ?? []) {
    expect(['BAD_USER_INPUT', 'SCAN_LIMIT_REACHED']).toContain(extensions?.['code']);
  }
}

function expectInOrder(instantsShown: readonly string[]): void {
  const sorted = instantsShown.map(nineDigits).toSorted().toReversed();
  expect(instantsShown.map(nineDigits)).toEqual(sorted);
}
