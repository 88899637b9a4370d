import { describe, expect, it } from 'vitest';
import type { Page } from '../../src/feed/page.ts';
import type { TimelineReading } from '../../src/feed/merge-sources.ts';
import { type Entry, instants } from '../support/entry-trails.ts';
import type { Direction } from '../support/memory-feed.ts';
import { askPage, cursorToGoOn, nodesInOrder } from '../support/page-walk.ts';
import { type FailureKind, inTimelineOrder, openTimeline } from '../support/timeline-trail.ts';

describe('a timeline of which one system failed at first', () => {
  const [oldest, middle, newest] = [instants[0]!, instants[4]!, instants[6]!];
  const trail = [
    entryOf(newest, 'A'),
    entryOf(middle, 'B'),
    entryOf(middle, 'A'),
    entryOf(oldest, 'B'),
  ];
  const ask = (
    direction: Direction,
    size: number,
    cursor: string | null,
    failureOf?: (source: string) => FailureKind | undefined,
    entries: readonly Entry[] = trail,
  ) =>
    askPage(openTimeline(['A', 'B'], entries, failureOf && { failureOf }), direction, size, cursor);

  it('brings what it missed first, says since when, and once', async () => {
    const first = await ask('after', 1, null, down('passing'));
    const second = await ask('after', 2, first.endCursor);
    const third = await ask('after', 2, second.endCursor);

    expect(nodesInOrder(first, 'after')).toEqual([trail[1]]);
    expect(sourcesOf(first)).toMatchObject([
      { error: { kind: 'passing' }, catchingUpFrom: undefined },
      { error: undefined, catchingUpFrom: undefined },
    ]);
    expect(nodesInOrder(second, 'after')).toEqual([trail[0], trail[2]]);
    expect(sourcesOf(second)).toMatchObject([
      { error: undefined, catchingUpFrom: 'newest' },
      { error: undefined, catchingUpFrom: undefined },
    ]);
    expect(nodesInOrder(third, 'after')).toEqual([trail[3]]);
    expect(third.hasNextPage).toBe(false);
  });

  it('catches up page by page', async () => {
    const first = await ask('after', 2, null, down('passing'));
    const second = await ask('after', 1, first.endCursor);
    const third = await ask('after', 1, second.endCursor);

    expect(nodesInOrder(second, 'after')).toEqual([trail[0]]);
    expect(nodesInOrder(third, 'after')).toEqual([trail[2]]);
    expect(sourcesOf(third)).toMatchObject([{ catchingUpFrom: newest }, {}]);
    expect(third.hasNextPage).toBe(false);
  });

  it('follows it from the entry that was shown on, when it is back', async () => {
    const first = await ask('after', 2, null, down('passing'));
    const followed = await ask('before', 10, first.startCursor);

    expect(nodesInOrder(first, 'after')).toEqual([trail[1], trail[3]]);
    expect(nodesInOrder(followed, 'before')).toEqual([trail[2], trail[0]]);
  });

  it('goes on below it after reading the oldest, when it is back', async () => {
    const early = entryOf('2020-01-01T00:00:00.000000000' as Entry['at'], 'A');
    const entries = [...trail, early];

    const last = await ask('before', 1, null, down('passing'), entries);
    const older = await ask('after', 10, last.endCursor, undefined, entries);

    expect(nodesInOrder(last, 'before')).toEqual([trail[3]]);
    expect(nodesInOrder(older, 'after')).toEqual([early]);
  });

  it.each(['after', 'before'] as const)(
    'keeps a cursor in an empty page while it waits, reading %s',
    async (direction) => {
      const onlyA = trail.filter(({ source }) => source === 'A');
      const first = await ask(direction, 5, null, down('passing'), onlyA);
      const second = await ask(
        direction,
        5,
        cursorToGoOn(first, direction),
        down('passing'),
        onlyA,
      );
      const third = await ask(direction, 5, cursorToGoOn(second, direction), undefined, onlyA);

      expect(first.edges).toEqual([]);
      expect(second.edges).toEqual([]);
      expect(cursorToGoOn(second, direction)).toBe(cursorToGoOn(first, direction));
      expect(nodesInOrder(third, direction)).toEqual(inTimelineOrder(['A'], onlyA, direction));
    },
  );

  it.each(['permanent', 'absent'] as const)(
    'holds nothing open for one that is %s',
    async (kind) => {
      const page = await ask('after', 2, null, down(kind));
      const empty = await ask('after', 2, null, down(kind), []);

      expect(page).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
      expect(sourcesOf(page)).toMatchObject([{ error: { kind } }, { error: undefined }]);
      expect(empty).toMatchObject({ hasNextPage: false, startCursor: null, endCursor: null });
    },
  );
});

function down(kind: FailureKind): (source: string) => FailureKind | undefined {
  return (source) => (source === 'A' ? kind : undefined);
}

function sourcesOf(page: Page<Entry>) {
  return (page.reading as TimelineReading<Entry, string>).sources;
}

function entryOf(at: Entry['at'], source: string): Entry {
  return { at, id: 'a', source, isWanted: true };
}
