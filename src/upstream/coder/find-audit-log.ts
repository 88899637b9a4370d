import type { Budget } from '../../feed/budget.ts';
import type { Instant } from '../../feed/instant.ts';
import type { CoderClient } from './client.ts';
import { createCoderFeed } from './feed.ts';
import type { CoderAuditLog } from './model.ts';

export interface AuditLogKey {
  readonly id: string;
  readonly at: Instant;
  /** Null when the row has none; otherwise the cheapest way to it. */
  readonly requestId: string | null;
  readonly resourceId: string | null;
}

/** Rows of one request or resource at one instant that are found in one call. */
const expectedTies = 10;

/**
 * Coder has no get-by-id: the row is the first one behind the place just above it, among the rows of
 * its request, of its resource, or of its day. Undefined when the caller cannot see such a row.
 */
export async function findAuditLog(
  client: Pick<CoderClient, 'auditLogs'>,
  { id, at, requestId, resourceId }: AuditLogKey,
  budget?: Budget,
): Promise<CoderAuditLog | undefined> {
  const q = requestId ? `request_id:${requestId}` : resourceId ? `resource_id:${resourceId}` : '';
  const feed = createCoderFeed(client, { q, range: requestId ? { gte: at } : {} }, budget);
  const { entries } = await feed.after(
    {
      position: { at, id: `${id}~` },
      hint: requestId ? [0, expectedTies] : undefined,
    },
    1,
  );
  const [row] = entries;
  return row?.id === id && row.at === at ? row : undefined;
}
