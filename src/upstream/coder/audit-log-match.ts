import type { OrganizationKey } from '../filter-values.ts';
import type { AuditLogCriteria } from './audit-log-filter.ts';
import type { CoderAuditLog } from './model.ts';
import { isSuccessfulStatus } from './outcome.ts';

/**
 * True for the rows that are asked for, as far as a row can tell: ranges are kept by feeds, and
 * build reasons are not in every row that has one.
 */
export function auditLogMatcher(
  criteria: AuditLogCriteria,
  actorId: string | undefined,
): (row: CoderAuditLog) => boolean {
  const { actions, resourceTypes, resourceId, resourceTarget, requestId } = criteria;
  const { organization, isSuccessful, statusCodes, ip } = criteria;
  return (row) =>
    isIn(actions, row.action.toLowerCase()) &&
    isIn(resourceTypes, row.resource_type.toLowerCase()) &&
    isAsked(resourceId, row.resource_id) &&
    isAsked(resourceTarget, row.resource_target) &&
    isAsked(requestId, row.request_id) &&
    isAsked(actorId, row.user?.id) &&
    (organization === undefined || isOf(organization, row.organization)) &&
    isAsked(isSuccessful, isSuccessfulStatus(row.status_code)) &&
    isIn(statusCodes, row.status_code) &&
    isAsked(ip, row.ip);
}

function isAsked<T>(asked: T | undefined, value: T | null | undefined): boolean {
  return asked === undefined || asked === value;
}

function isIn<T>(asked: readonly T[] | undefined, value: T | null): boolean {
  return asked === undefined || (value !== null && asked.includes(value));
}

function isOf(key: OrganizationKey, organization: CoderAuditLog['organization']): boolean {
  if (organization === null) return false;
  if ('organizationId' in key) return organization.id === key.organizationId;
  // Before 2.14 rows have the id only: then the name is Coder's word.
  if (organization.name === undefined) return true;
  return organization.name?.toLowerCase() === key.name.toLowerCase();
}
