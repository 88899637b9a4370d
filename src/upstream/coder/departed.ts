import { foldText } from '../entry/text-form.ts';
import type { CoderClient } from './client.ts';
import type { CoderAuditLog, CoderUser } from './model.ts';
import { formatSearchQuery } from './search-query.ts';
import type { UserDirectory } from './users.ts';

/** One way to name a person, but by id. */
export type NameKey = { readonly username: string } | { readonly email: string };

const rowsPerCall = 100;
/** How far from the newest row rows are looked into: people were there for a time, not all along. */
const depths = [0, 100, 500, 2500, 12_500, 62_500];

/** The most calls that a search takes: the list of deletions, one person, the depths. */
export const callsToFindDeparted = 2 + depths.length;

/**
 * Somebody whom no search finds, as people are who were deleted and have capitals in their e-mail: by
 * the record of the deletion, else by a row of theirs. Undefined when none of the rows looked into
 * shows anybody of that name.
 */
export async function findDeparted(
  {
    client,
    users,
  }: { readonly client: Pick<CoderClient, 'auditLogs'>; readonly users: UserDirectory },
  key: NameKey,
): Promise<CoderUser | undefined> {
  const [field, wanted] =
    'email' in key
      ? (['email', foldText(key.email)] as const)
      : (['username', foldText(key.username)] as const);
  const isWanted = (text: unknown) => typeof text === 'string' && foldText(text) === wanted;

  const deletions = await client.auditLogs({
    q: formatSearchQuery({ resource_type: 'user', action: 'delete' }),
    limit: rowsPerCall,
    offset: 0,
  });
  const deletion = deletions.rows.find(
    (row) => isWanted(row.resource_target) || isWanted(oldEmailOf(row)),
  );
  const deleted = deletion?.resource_id ? await users.byId(deletion.resource_id) : undefined;
  if (deleted && isWanted(deleted[field])) return deleted;

  for (const offset of depths) {
    const { rows } = await client.auditLogs({ q: '', limit: rowsPerCall, offset });
    const row = rows.find(({ user }) => isWanted(user?.[field]));
    if (row?.user) return row.user;
    if (rows.length < rowsPerCall) return undefined;
  }
  return undefined;
}

function oldEmailOf({ diff }: CoderAuditLog): unknown {
  return diff.find(({ field }) => field === 'email')?.old;
}
