import type { InvalidArgumentError } from '../../feed/feed-error.ts';
import { UpstreamRejectedError } from '../door/upstream-error.ts';
import type { CoderClient } from './client.ts';
import type { FilterRefusal } from './filter-refusal.ts';
import { knownActions, knownBuildReasons, knownResourceTypes } from './known-values.ts';
import type { CoderAuditPage } from './model.ts';
import { parseSearchQuery, type SearchKey } from './search-query.ts';

/** Search keys of which a filter may hold several values. */
export type ListKey = 'build_reason' | 'resource_type' | 'action';

type AuditLogs = Pick<CoderClient, 'auditLogs'>;

/** What the keys ask for, whose values Coder may refuse, and those that we know of. */
const nouns: Readonly<
  Partial<Record<SearchKey, readonly [noun: string, known?: Iterable<string>]>>
> = {
  action: ['action', knownActions],
  resource_type: ['resource type', knownResourceTypes],
  build_reason: ['build reason', knownBuildReasons],
  organization: ['organization'],
  request_id: ['request id'],
  resource_id: ['resource id'],
  resource_target: ['resource target'],
  username: ['actor'],
  email: ['actor'],
};

/** The same calls, with Coder's refusal of a value told as ours: what was given, in our words. */
export function tellRefusals(client: AuditLogs, refuse: FilterRefusal): AuditLogs {
  return {
    async auditLogs(query) {
      try {
        return await client.auditLogs(query);
      } catch (error) {
        const field = error instanceof UpstreamRejectedError && error.validations[0]?.field;
        if (!field || !isTold(field)) throw error;
        throw refusedValue(field, parseSearchQuery(query.q, 'q')[field], refuse);
      }
    },
  };
}

/** The same calls; nothing is found for an action that this server does not know. */
export function allowUnknownActions(client: AuditLogs): AuditLogs {
  return {
    async auditLogs(query) {
      try {
        return await client.auditLogs(query);
      } catch (error) {
        if (isRefusalOf(error, 'action')) return noRows;
        throw error;
      }
    },
  };
}

export function refusedValue(
  key: SearchKey,
  value: string | undefined,
  refuse: FilterRefusal,
): InvalidArgumentError {
  return refuse(key, unknownValue(key, value));
}

/** Why a value is refused, with the values that there are. */
export function unknownValue(key: SearchKey, value: string | undefined): string {
  const [noun, known] = nouns[key] ?? [key];
  const values = known && [...known];
  const told = value === undefined ? `such ${noun}` : `${noun} "${value}"`;
  if (value !== undefined && values?.includes(value)) {
    return `This version of Coder knows no ${told}.`;
  }
  const why = `Coder knows no ${told}, or this version of Coder cannot look for one.`;
  return values ? `${why} The values known: ${values.join(', ')}.` : why;
}

const noRows: CoderAuditPage = { rows: [], count: 0, countCap: 0 };

function isTold(field: string): field is SearchKey {
  return Object.hasOwn(nouns, field);
}

function isRefusalOf(error: unknown, key: ListKey): boolean {
  return (
    error instanceof UpstreamRejectedError &&
    error.validations.length > 0 &&
    error.validations.every(({ field }) => field === key)
  );
}
