import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditLog, startAcme } from './support/acme.ts';

describe('a row with JSON that is nested too deep', () => {
  let acme: Acme;

  beforeEach(async () => {
    acme = await startAcme();
  });

  afterEach(() => acme.close());

  it('fails at its own path', async () => {
    const { gateway, coder } = acme;
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    const row = { id: '', time: '2026-02-10T10:00:00Z', action: 'write', resource_type: 'user' };
    const rows = [
      {
        ...row,
        id: auditLog(3).id,
        additional_fields: 'DEEP',
        diff: { a: { old: 1, new: 'DEEP' } },
      },
      { ...row, id: auditLog(2).id, additional_fields: { a: [{ b: null }] } },
    ];
    coder.faults.rule(() => ({
      kind: 'status',
      status: 200,
      body: JSON.stringify({ audit_logs: rows, count: 2 }).replaceAll('"DEEP"', deep),
    }));

    const answer = await gateway.query(
      '{ auditLogs { nodes { action additionalFields diff { old new } } } }',
    );

    expect(answer.data).toEqual({
      auditLogs: {
        nodes: [
          { action: 'write', additionalFields: null, diff: [{ old: 1, new: null }] },
          { action: 'write', additionalFields: { a: [{ b: null }] }, diff: [] },
        ],
      },
    });
    expect(answer.errors).toMatchObject([
      { path: ['auditLogs', 'nodes', 0, 'additionalFields'] },
      { path: ['auditLogs', 'nodes', 0, 'diff', 0, 'new'] },
    ]);
    expect(answer.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_BAD_RESPONSE', upstream: 'CODER' },
      { code: 'UPSTREAM_BAD_RESPONSE', upstream: 'CODER' },
    ]);
  });
});
