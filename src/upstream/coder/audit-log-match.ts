import type { OrganizationKey } from '../entry/filter-values.ts';
import { isInIpRange } from '../entry/ip-range.ts';
import { foldText } from '../entry/text-form.ts';
import type { AuditLogCriteria } from './audit-log-criteria.ts';
import type { CoderAuditLog } from './model.ts';
import { isSuccessfulStatus } from './outcome.ts';
import { resourceNameOf } from './resource-name.ts';

/**
 * True for the rows that are asked for, as far as a row can tell: ranges are kept by feeds, and
 * build reasons are not in every row that has one.
 */
export function auditLogMatcher(
  criteria: AuditLogCriteria,
  actorId: string | undefined,
): (row: CoderAuditLog) => boolean {
  const { actions, resourceTypes, resourceId, resourceTarget, requestId } = criteria;
  const { organization, resourceName, isSuccessful, statusCodes, ip } = criteria;
  // What is not asked for is not read: a row decodes what is read of it, each time.
  return (row) =>
    (actions === undefined || actions.includes(row.action.toLowerCase())) &&
    (resourceTypes === undefined || resourceTypes.includes(row.resource_type.toLowerCase())) &&
    (resourceId === undefined || resourceId === row.resource_id) &&
    (resourceTarget === undefined || resourceTarget === row.resource_target) &&
    (resourceName === undefined || resourceName === resourceNameOf(row)) &&
    (requestId === undefined || requestId === row.request_id) &&
    (actorId === undefined || actorId === row.user?.id) &&
    (organization === undefined || isOf(organization, row.organization)) &&
    (isSuccessful === undefined || isSuccessful === isSuccessfulStatus(row.status_code)) &&
    (statusCodes === undefined || isIn(statusCodes, row.status_code)) &&
    (ip === undefined || (row.ip !== null && isInIpRange(ip, row.ip)));
}

function isIn<T>(asked: readonly T[], value: T | null): boolean {
  return value !== null && asked.includes(value);
}

function isOf(key: OrganizationKey, organization: CoderAuditLog['organization']): boolean {
  if (organization === null) return false;
  if ('organizationId' in key) return organization.id === key.organizationId;
  // Before 2.14 rows have the id only: then the name is Coder's word.
  if (organization.name === undefined) return true;
  return organization.name !== null && foldText(organization.name) === foldText(key.name);
}
