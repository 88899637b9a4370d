import { InvalidArgumentError } from '../../feed/feed-error.ts';
import { UpstreamRejectedError } from '../upstream-error.ts';
import type { CoderClient } from './client.ts';
import type { CoderAuditPage } from './model.ts';

/** Search keys of which a filter may hold several values. */
export type ListKey = 'build_reason' | 'resource_type' | 'action';

type AuditLogs = Pick<CoderClient, 'auditLogs'>;

/** Our fields for the keys of Coder's search, and what they ask for. */
const fields: Readonly<Record<string, readonly [field: string, noun: string]>> = {
  action: ['actions', 'action'],
  resource_type: ['resourceTypes', 'resource type'],
  build_reason: ['buildReasons', 'build reason'],
  organization: ['organization', 'organization'],
  request_id: ['requestId', 'request id'],
  resource_id: ['resourceId', 'resource id'],
  resource_target: ['resourceTarget', 'resource target'],
  username: ['actor', 'actor'],
  email: ['actor', 'actor'],
};

/** The same calls, with Coder's refusal of a value told as ours: the field, in our words. */
export function tellRefusals(client: AuditLogs, argument: string): AuditLogs {
  return {
    async auditLogs(query) {
      try {
        return await client.auditLogs(query);
      } catch (error) {
        const field = error instanceof UpstreamRejectedError && error.validations[0]?.field;
        throw field && Object.hasOwn(fields, field) ? refusedValue(field, argument) : error;
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

export function refusedValue(key: string, argument: string): InvalidArgumentError {
  const [field, noun] = fields[key] ?? [key, key];
  return new InvalidArgumentError(
    `${argument}.${field}`,
    `Coder knows no such ${noun}, or this version of Coder cannot look for one.`,
  );
}

const noRows: CoderAuditPage = { rows: [], count: 0, countCap: 0 };

function isRefusalOf(error: unknown, key: ListKey): boolean {
  return (
    error instanceof UpstreamRejectedError &&
    error.validations.length > 0 &&
    error.validations.every(({ field }) => field === key)
  );
}
