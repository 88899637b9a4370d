import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../src/feed/instant.ts';
import type { Instant } from '../../src/feed/instant.ts';
import { generateAuditLog } from '../../src/upstream/coder/generate-audit-log.ts';
import type { CoderAuditLog, CoderTestAuditLog } from '../../src/upstream/coder/model.ts';
import { UpstreamRejectedError } from '../../src/upstream/door/upstream-error.ts';
import { auditLogRow } from '../support/coder-table.ts';

const resourceId = 'b0000000-0000-4000-8000-000000000001';

describe('writing a test row', () => {
  it('reads back the row with the request id that it sent', async () => {
    const coder = fakeCoder({ knowsRequestIds: true });

    const reads = await Promise.all(
      Array.from({ length: 50 }, () => generateAuditLog(coder, { resource_id: resourceId })),
    );
    const rows = await Promise.all(reads.map((read) => read()));

    expect(new Set(rows.map(({ id }) => id)).size).toBe(50);
    expect(coder.written).toHaveLength(50);
  });

  it('reads back by a resource id of its own on servers before 2.20', async () => {
    const coder = fakeCoder({ knowsRequestIds: false });

    const reads = await Promise.all([generateAuditLog(coder, {}), generateAuditLog(coder, {})]);
    const rows = await Promise.all(reads.map((read) => read()));

    expect(rows.map(({ resource_id }) => resource_id)).toEqual(
      coder.written.map(({ resource_id }) => resource_id),
    );
  });

  it('reads back the one row of the resource asked for on servers before 2.20', async () => {
    const coder = fakeCoder({ knowsRequestIds: false });

    const read = await generateAuditLog(coder, { resource_id: resourceId });

    expect((await read()).resource_id).toBe(resourceId);
  });

  it('does not guess among several rows of one resource on servers before 2.20', async () => {
    const coder = fakeCoder({ knowsRequestIds: false });

    const read = await generateAuditLog(coder, { resource_id: resourceId });
    await generateAuditLog(coder, { resource_id: resourceId });

    await expect(read()).rejects.toThrow('Coder wrote the entry and does not show it.');
  });

  it('passes on what the caller asked for', async () => {
    const coder = fakeCoder({ knowsRequestIds: true });
    const asked = { action: 'create', time: '2026-02-10T10:00:00Z', additional_fields: { a: 1 } };

    await generateAuditLog(coder, asked);

    expect(coder.written[0]).toMatchObject(asked);
  });
});

/** A server that keeps request ids, or one that drops them and knows no such search key. */
function fakeCoder({ knowsRequestIds }: { readonly knowsRequestIds: boolean }) {
  const written: CoderTestAuditLog[] = [];
  return {
    written,
    async generateTestAuditLog(body: CoderTestAuditLog) {
      await Promise.resolve();
      written.push(body);
    },
    async auditLogs({ q, limit }: { readonly q: string; readonly limit: number }) {
      await Promise.resolve();
      const [key, value] = q.split(':');
      if (key === 'request_id' && !knowsRequestIds) {
        const detail = '"request_id" is not a valid query param';
        throw new UpstreamRejectedError('Refused.', { upstream: 'CODER', status: 400 }, [
          { field: 'request_id', detail },
        ]);
      }
      const rows = written.map(rowOf).filter((row) => row[key as 'request_id'] === value);
      return { rows: rows.slice(0, limit), count: rows.length, countCap: undefined };
    },
  };

  function rowOf(body: CoderTestAuditLog, index: number): CoderAuditLog {
    return auditLogRow({
      id: `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      at: parseInstant('2026-02-10T10:00:00Z') as Instant,
      action: body.action ?? 'write',
      resource_type: body.resource_type ?? 'user',
      request_id: knowsRequestIds ? body.request_id! : null,
      resource_id: body.resource_id!,
    });
  }
}
