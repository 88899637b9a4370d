import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEvent, startAcme } from './support/acme.ts';
import type { Acme } from './support/acme.ts';

const page = JSON.stringify([auditEvent(1)]);
const megabyte = 1_048_576;
const bomb = Buffer.alloc(64 * megabyte, 'a');

let acme: Acme;

beforeEach(async () => {
  acme = await startAcme({
    config: {
      bindplaneCalls: { maxCalls: 4, maxCallsPerCaller: 4, maxAnswerBytes: megabyte },
    },
  });
});

afterEach(() => acme.close());

/** What the list answers when all of Bindplane comes like this. */
async function askWith(coding: string, body: Uint8Array | string) {
  acme.bindplane.faults.rule(() => ({
    kind: 'status',
    status: 200,
    body,
    headers: { 'Content-Encoding': coding },
  }));
  const { data, errors } = await acme.gateway.query<{
    auditEvents: { nodes: { eventId: string }[] } | null;
  }>(
    '{ auditEvents(filter: { occurredAt: { gte: "2026-02-10T10:00:00Z", lt: "2026-02-10T10:00:01Z" } }) { nodes { eventId } } }',
  );
  return {
    ids: data?.auditEvents?.nodes.map(({ eventId }) => eventId),
    errors: errors?.map(({ message, extensions }) => [extensions?.['code'], message]),
  };
}

describe('a body that was coded unasked', () => {
  it.each([
    ['gzip', gzipSync(page)],
    ['X-GZIP', gzipSync(page)],
    ['deflate', deflateSync(page)],
    ['deflate', deflateRawSync(page)],
    ['br', brotliCompressSync(page)],
    ['identity', page],
  ])('is read when it is %s', async (coding, body) => {
    expect(await askWith(coding, body)).toEqual({ ids: [auditEvent(1).id], errors: undefined });
    expect(acme.bindplane.traffic.calls[0]!.headers['accept-encoding']).toBe('identity');
  });

  it.each<[string, string, Uint8Array, string]>([
    [
      'of a coding that is not known',
      'zstd',
      gzipSync(page),
      'the content encoding "zstd", which it was not asked for',
    ],
    [
      'in two codings',
      'gzip, br',
      gzipSync(page),
      'the content encoding "gzip, br", which it was not asked for',
    ],
    [
      'that is not what it says',
      'gzip',
      Buffer.from(page),
      'a body that is not "gzip" although it says so',
    ],
    ['that is coded in secret', '', gzipSync(page), 'a body that is not JSON although it says so'],
  ])('is refused after one call %s', async (_what, coding, body, found) => {
    expect(await askWith(coding, body)).toEqual({
      ids: undefined,
      errors: [['UPSTREAM_BAD_RESPONSE', `Bindplane answered GET /v1/audit-events with ${found}.`]],
    });
    expect(acme.bindplane.traffic.calls).toHaveLength(1);
  });

  it.each([
    ['gzip', gzipSync(bomb)],
    ['br', brotliCompressSync(bomb)],
  ])('is not blown up beyond the limit: %s', async (coding, body) => {
    expect((await askWith(coding, body)).errors).toEqual([
      [
        'UPSTREAM_BAD_RESPONSE',
        `Bindplane answered GET /v1/audit-events with more than ${megabyte} bytes.`,
      ],
    ]);
  });

  it('is not read when it is a refusal in an unknown coding', async () => {
    acme.coder.faults.next({
      kind: 'status',
      status: 401,
      body: gzipSync('{}'),
      headers: { 'Content-Encoding': 'zstd' },
    });

    const { errors } = await acme.gateway.query('{ viewer { username } }');

    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
