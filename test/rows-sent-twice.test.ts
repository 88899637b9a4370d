import type { ExecutionResult } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, startAcme, uuid } from './support/acme.ts';

/** With a size of 10 the same row comes twice within a page, with 2 at the edge of one. */
const pages = [
  ['first', 2],
  ['first', 10],
  ['last', 2],
  ['last', 10],
] as const;
const times = ['01', '02', '03', '03', '03', '04', '05'];
const logs = times.map((second, index) =>
  auditLog(index, {
    time: `2026-02-10T10:00:${second}.000000Z`,
    action: index % 2 ? 'create' : 'delete',
  }),
);
const events = times.map((second, index) =>
  auditEvent(index, { timestamp: `2026-02-10T10:00:${second}.000000Z` }),
);

interface List {
  readonly list: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: Record<'endCursor' | 'startCursor', string>;
  };
}

describe('an entry that an upstream sends twice in one answer', () => {
  let acme: Acme;

  beforeEach(async () => {
    acme = await startAcme({ coder: { auditLogs: logs }, bindplane: { events } });
    acme.coder.database.insert([logs[3]!, logs[5]!]);
    acme.bindplane.trail.insert([events[3]!, events[5]!]);
  });

  afterEach(() => acme.close());

  async function walk(field: string, [direction, size]: (typeof pages)[number], filter = '{}') {
    const id = field === 'auditLogs' ? 'logId' : 'eventId';
    const [from, cursor] =
      direction === 'first' ? ['after', 'endCursor'] : ['before', 'startCursor'];
    const found: string[] = [];
    for (let place: string | null = null, steps = 0; steps < 20; steps += 1) {
      const { data, errors }: ExecutionResult<List> = await acme.gateway.query<List>(
        `query Page($place: String) { list: ${field}(${direction}: ${size}, ${from}: $place, filter: ${filter}) {
          nodes { id: ${id} } pageInfo { startCursor endCursor }
        } }`,
        { place },
      );
      expect(errors).toBeUndefined();
      const ids = data!.list.nodes.map((node) => node.id);
      if (ids.length === 0) return found;
      found.push(...(direction === 'first' ? ids : ids.toReversed()));
      place = data!.list.pageInfo[cursor as 'endCursor'];
    }
    return found;
  }

  it.each(pages)('is shown once, read by %s: %i', async (...page) => {
    const inOrder = <T>(ids: readonly T[]) => (page[0] === 'first' ? ids.toReversed() : ids);

    expect(await walk('auditLogs', page)).toEqual(inOrder(logs.map(({ id }) => id)));
    expect(await walk('auditEvents', page)).toEqual(inOrder(events.map(({ id }) => id)));
  });

  it.each(pages)('is shown once of merged parts by %s: %i', async (...page) => {
    const filter = '{ actions: ["create", "delete"] }';

    expect(new Set(await walk('auditLogs', page, filter))).toEqual(
      new Set(times.map((_, index) => uuid('a', index))),
    );
    expect(await walk('auditLogs', page, filter)).toHaveLength(times.length);
  });
});
