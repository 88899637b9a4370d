import {
  canonicalRange,
  checkedIpRange,
  checkedList,
  checkedOrganizationKey,
  checkedRange,
  checkedText,
  checkedUserKey,
  checkedUuid,
  checkedWords,
  foldKey,
  type InstantRangeInput,
  type OrganizationKeyInput,
  type UserKeyInput,
} from '../entry/filter-values.ts';
import { formatIpRange } from '../entry/ip-range.ts';
import type { AuditLogCriteria } from './audit-log-criteria.ts';
import type { OperationType } from '../entry/operation-type.ts';
import { searchRefusal } from './filter-refusal.ts';
import { searchCriteriaOf } from './search-criteria.ts';

/** `AuditLogFilter` as a client gives it; global ids are plain ids by now. */
export interface AuditLogFilterInput {
  readonly occurredAt?: InstantRangeInput | null | undefined;
  readonly actions?: readonly string[] | null | undefined;
  readonly operationTypes?: readonly OperationType[] | null | undefined;
  readonly resourceTypes?: readonly string[] | null | undefined;
  readonly resourceId?: string | null | undefined;
  readonly resourceTarget?: string | null | undefined;
  readonly resourceName?: string | null | undefined;
  readonly requestId?: string | null | undefined;
  readonly actor?: UserKeyInput | null | undefined;
  readonly organization?: OrganizationKeyInput | null | undefined;
  readonly buildReasons?: readonly string[] | null | undefined;
  readonly isSuccessful?: boolean | null | undefined;
  readonly statusCodes?: readonly number[] | null | undefined;
  readonly ip?: string | null | undefined;
  readonly search?: string | null | undefined;
}

/** Throws InvalidArgumentError for what is empty, contradictory, or given both in `search` and beside it. */
export function parseAuditLogFilter(
  input: AuditLogFilterInput,
  argument = 'filter',
): AuditLogCriteria {
  const at = (field: string) => `${argument}.${field}`;
  const criteria: AuditLogCriteria = {
    range: checkedRange(input.occurredAt, at('occurredAt')),
    actions: checkedWords(input.actions, at('actions')),
    operationTypes: checkedList(input.operationTypes, at('operationTypes')),
    resourceTypes: checkedWords(input.resourceTypes, at('resourceTypes')),
    buildReasons: checkedWords(input.buildReasons, at('buildReasons')),
    resourceId: checkedUuid(input.resourceId, at('resourceId')),
    resourceTarget: checkedText(input.resourceTarget, at('resourceTarget')),
    resourceName: checkedText(input.resourceName, at('resourceName')),
    requestId: checkedUuid(input.requestId, at('requestId')),
    actor: input.actor ? checkedUserKey(input.actor, at('actor')) : undefined,
    organization: input.organization
      ? checkedOrganizationKey(input.organization, at('organization'))
      : undefined,
    isSuccessful: input.isSuccessful ?? undefined,
    statusCodes: checkedList(input.statusCodes, at('statusCodes')),
    ip: checkedIpRange(input.ip, at('ip')),
  };
  const search = checkedText(input.search, at('search'));
  return search === undefined ? criteria : withSearch(criteria, search, argument);
}

function withSearch(
  criteria: AuditLogCriteria,
  search: string,
  argument: string,
): AuditLogCriteria {
  const { gte, lt, ...searched } = searchCriteriaOf(search, argument);
  const given = { ...criteria, ...criteria.range };
  const asked = { ...searched, gte, lt };
  for (const [key, value] of Object.entries(asked)) {
    if (value === undefined || given[key as keyof typeof given] === undefined) continue;
    const field = key === 'gte' || key === 'lt' ? `occurredAt.${key}` : key;
    const why = `The filter's \`${field}\` says something about it, too.`;
    throw searchRefusal(argument, search, field, why);
  }
  const defined = Object.fromEntries(
    Object.entries(searched).filter(([, value]) => value !== undefined),
  );
  const range = checkedRange(
    { ...criteria.range, ...(gte && { gte }), ...(lt && { lt }) },
    `${argument}.search`,
  );
  return { ...criteria, ...defined, range, search };
}

/** The filter that all of the same meaning share, for cursors; `search` is read into its fields. */
export function canonicalAuditLogFilter({
  range,
  actor,
  organization,
  ip,
  search: _search,
  ...rest
}: AuditLogCriteria): object {
  return {
    ...rest,
    occurredAt: canonicalRange(range),
    actor: actor === undefined || actor === 'me' ? actor : foldKey(actor),
    organization: organization && foldKey(organization),
    ip: ip && formatIpRange(ip),
  };
}
