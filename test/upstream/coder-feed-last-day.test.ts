import { expect, it } from 'vitest';
import { createCoderFeed } from '../../src/upstream/coder/feed.ts';
import { auditLogRow, createCoderTable, instant } from '../support/coder-table.ts';

it('finds the oldest below a row that no day of Coder holds', async () => {
  const rows = Array.from({ length: 40 }, (_, index) =>
    auditLogRow({ id: `id-${index}`, at: instant(`2026-11-20T10:00:${10 + index}Z`) }),
  );
  const newest = auditLogRow({ id: 'newest', at: instant('9999-12-31T23:59:59.5Z') });
  const table = createCoderTable({ rows: [...rows, newest], countCap: 15 });

  const { entries } = await createCoderFeed(table, { q: '', range: {} }).before(undefined, 3);

  expect(entries.map(({ id }) => id)).toEqual(['id-2', 'id-1', 'id-0']);
});
