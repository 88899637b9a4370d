import { InvalidArgumentError } from '../../feed/feed-error.ts';
import {
  addDays,
  type Day,
  type Instant,
  type InstantRange,
  parseInstant,
  startOfDay,
} from '../../feed/instant.ts';
import {
  checkedList,
  checkedOrganizationKey,
  checkedRange,
  checkedText,
  checkedUserKey,
  checkedUuid,
  checkedWords,
  type InstantRangeInput,
  type OrganizationKey,
  type OrganizationKeyInput,
  type UserKey,
  type UserKeyInput,
} from '../filter-values.ts';
import type { OperationType } from '../operation-type.ts';
import { parseSearchQuery, type SearchTerms } from './search-query.ts';
import { parseUuid } from './uuid.ts';

/** `AuditLogFilter` as a client gives it; global ids are plain ids by now. */
export interface AuditLogFilterInput {
  readonly occurredAt?: InstantRangeInput | null | undefined;
  readonly actions?: readonly string[] | null | undefined;
  readonly operationTypes?: readonly OperationType[] | null | undefined;
  readonly resourceTypes?: readonly string[] | null | undefined;
  readonly resourceId?: string | null | undefined;
  readonly resourceTarget?: string | null | undefined;
  readonly requestId?: string | null | undefined;
  readonly actor?: UserKeyInput | null | undefined;
  readonly organization?: OrganizationKeyInput | null | undefined;
  readonly buildReasons?: readonly string[] | null | undefined;
  readonly isSuccessful?: boolean | null | undefined;
  readonly statusCodes?: readonly number[] | null | undefined;
  readonly ip?: string | null | undefined;
  readonly search?: string | null | undefined;
}

/** What is asked of the audit log, checked; all that is given must hold. Undefined: not asked. */
export interface AuditLogCriteria {
  readonly range: InstantRange;
  /** Lower case, as are resource types and build reasons. */
  readonly actions?: readonly string[] | undefined;
  readonly operationTypes?: readonly OperationType[] | undefined;
  readonly resourceTypes?: readonly string[] | undefined;
  readonly buildReasons?: readonly string[] | undefined;
  readonly resourceId?: string | undefined;
  readonly resourceTarget?: string | undefined;
  readonly requestId?: string | undefined;
  readonly actor?: UserKey | 'me' | undefined;
  readonly organization?: OrganizationKey | undefined;
  readonly isSuccessful?: boolean | undefined;
  readonly statusCodes?: readonly number[] | undefined;
  readonly ip?: string | undefined;
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
    requestId: checkedUuid(input.requestId, at('requestId')),
    actor: input.actor ? checkedUserKey(input.actor, at('actor')) : undefined,
    organization: input.organization
      ? checkedOrganizationKey(input.organization, at('organization'))
      : undefined,
    isSuccessful: input.isSuccessful ?? undefined,
    statusCodes: checkedList(input.statusCodes, at('statusCodes')),
    ip: checkedText(input.ip, at('ip')),
  };
  const search = checkedText(input.search, at('search'));
  return search === undefined ? criteria : withSearch(criteria, search, at('search'));
}

function withSearch(
  criteria: AuditLogCriteria,
  search: string,
  argument: string,
): AuditLogCriteria {
  const { gte, lt, ...searched } = criteriaOf(parseSearchQuery(search, argument), argument);
  const given = { ...criteria, ...criteria.range };
  const asked = { ...searched, gte, lt };
  for (const [key, value] of Object.entries(asked)) {
    if (value !== undefined && given[key as keyof typeof given] !== undefined) {
      throw new InvalidArgumentError(
        argument,
        `The search and another field of the filter both say something about \`${fieldOf(key)}\`.`,
      );
    }
  }
  const defined = Object.fromEntries(
    Object.entries(searched).filter(([, value]) => value !== undefined),
  );
  const range = checkedRange(
    { ...criteria.range, ...(gte && { gte }), ...(lt && { lt }) },
    argument,
  );
  return { ...criteria, ...defined, range };
}

function fieldOf(key: string): string {
  return key === 'gte' || key === 'lt' ? `occurredAt.${key}` : key;
}

function criteriaOf(
  terms: SearchTerms,
  argument: string,
): Omit<AuditLogCriteria, 'range'> & InstantRange {
  if (terms.username !== undefined && terms.email !== undefined) {
    throw new InvalidArgumentError(argument, 'Use `username:` or `email:`, not both.');
  }
  const words = (value: string | undefined) =>
    checkedWords(value === undefined ? undefined : [value], argument);
  return {
    gte:
      terms.date_from === undefined
        ? undefined
        : startOfDay(dayOfSearch(terms.date_from, argument)),
    lt: terms.date_to === undefined ? undefined : endOfDay(dayOfSearch(terms.date_to, argument)),
    requestId: uuidOfSearch(terms.request_id, 'request_id', argument),
    resourceId: uuidOfSearch(terms.resource_id, 'resource_id', argument),
    resourceTarget: terms.resource_target,
    actor: actorOfSearch(terms),
    organization: organizationOfSearch(terms.organization, argument),
    resourceTypes: words(terms.resource_type),
    actions: words(terms.action),
    buildReasons: words(terms.build_reason),
  };
}

function actorOfSearch({ username, email }: SearchTerms): UserKey | 'me' | undefined {
  if (username !== undefined) return username.toLowerCase() === 'me' ? 'me' : { username };
  return email === undefined ? undefined : { email };
}

function organizationOfSearch(
  value: string | undefined,
  argument: string,
): OrganizationKey | undefined {
  if (value === undefined) return undefined;
  const uuid = parseUuid(value);
  return uuid === undefined ? { name: value } : { organizationId: checkedUuid(uuid, argument)! };
}

function uuidOfSearch(
  value: string | undefined,
  key: string,
  argument: string,
): string | undefined {
  if (value === undefined) return undefined;
  const uuid = parseUuid(value);
  if (uuid === undefined)
    throw new InvalidArgumentError(argument, `"${key}" must be a valid UUID.`);
  return checkedUuid(uuid, argument);
}

function dayOfSearch(text: string, argument: string): Day {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && parseInstant(`${text}T00:00:00Z`) !== undefined;
  // Coder takes its zero time, 0001-01-01, for "no filter".
  if (!isDay || text < '0002-01-01') {
    throw new InvalidArgumentError(
      argument,
      `"${text}" is not a date (YYYY-MM-DD, from year 0002 on).`,
    );
  }
  return text as Day;
}

/** Exclusive; undefined on the last day there is. */
function endOfDay(day: Day): Instant | undefined {
  const next = addDays(day, 1);
  return next && startOfDay(next);
}
