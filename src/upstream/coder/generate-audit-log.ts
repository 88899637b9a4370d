import { randomUUID } from 'node:crypto';
import { UpstreamBadResponseError, UpstreamRejectedError } from '../door/upstream-error.ts';
import type { CoderClient } from './client.ts';
import type { CoderAuditLog, CoderTestAuditLog } from './model.ts';

type Client = Pick<CoderClient, 'auditLogs' | 'generateTestAuditLog'>;

/** Reads the row that was written. */
export type ReadBack = () => Promise<CoderAuditLog>;

/**
 * Writes a test row, once. Coder answers without an id, so the row is marked with a request id of
 * our own, and with a resource id for servers before 2.20, which drop the other.
 */
export async function generateAuditLog(
  client: Client,
  input: Omit<CoderTestAuditLog, 'request_id'>,
): Promise<ReadBack> {
  const requestId = randomUUID();
  const resourceId = input.resource_id ?? randomUUID();
  await client.generateTestAuditLog({
    ...input,
    resource_id: resourceId,
    request_id: requestId,
  });
  return async () => {
    const row = await readByRequestId(client, requestId, resourceId);
    if (row) return row;
    throw new UpstreamBadResponseError('Coder wrote the entry and does not show it.', {
      upstream: 'CODER',
    });
  };
}

async function readByRequestId(client: Client, requestId: string, resourceId: string) {
  try {
    const { rows } = await client.auditLogs({ q: `request_id:${requestId}`, limit: 1, offset: 0 });
    return rows.find((row) => row.request_id === requestId);
  } catch (error) {
    if (!(error instanceof UpstreamRejectedError)) throw error;
    return readByResourceId(client, resourceId);
  }
}

/** Only when it is the one row of this resource: of several it is not known which is ours. */
async function readByResourceId(client: Client, resourceId: string) {
  const { rows } = await client.auditLogs({ q: `resource_id:${resourceId}`, limit: 2, offset: 0 });
  return rows.length === 1 ? rows.find((row) => row.resource_id === resourceId) : undefined;
}
