import { actionsOfOperationType, operationTypeOf } from '../entry/operation-type.ts';
import type { Actor } from './actor.ts';
import type { AuditLogCriteria } from './audit-log-criteria.ts';
import { auditLogMatcher } from './audit-log-match.ts';
import { type FilterRefusal, filterRefusal } from './filter-refusal.ts';
import { knownActions, knownBuildReasons, knownResourceTypes } from './known-values.ts';
import type { CoderAuditLog } from './model.ts';
import { type ListKey, refusedValue } from './refused-value.ts';
import type { SearchTerms } from './search-query.ts';
import { encodeSearchValue } from './search-value.ts';
import { parseUuid } from './uuid.ts';

/** How a filter is answered: what Coder's search is asked, and what is told from the rows. */
export interface AuditLogPlan {
  /** The searches whose rows, merged, hold everything that is asked for; encoded. */
  readonly parts: readonly SearchTerms[];
  /** True for exactly the rows asked for, among those of the parts. */
  readonly matches: (row: CoderAuditLog) => boolean;
  /** Whether the parts hold more than is asked for, so that the rows must be scanned. */
  readonly isScan: boolean;
  /** The searches whose counts, summed, are that of what is asked for; undefined when none are. */
  readonly counted: readonly SearchTerms[] | undefined;
  /** Values that Coder must be asked about, since no part does and it may refuse them. */
  readonly probes: readonly SearchTerms[];
  /** Whether the actions were added by us: a server that does not know one has no such rows. */
  readonly areActionsAdded: boolean;
}

/** Several values are asked one by one while their combinations are at most this many. */
export const maxParts = 16;
/** More actions than this are most of what happens: a page has them sooner by reading everything. */
export const maxActions = 8;

export function planAuditLogs(
  criteria: AuditLogCriteria,
  actor: Actor | undefined,
  argument = 'filter',
): AuditLogPlan {
  const refuse = filterRefusal(argument, criteria.search);
  const lists = valueLists(criteria, refuse);
  const pushed = pushedLists(lists);
  const single = singleTerms(criteria, refuse);
  const searchesOf = (some: readonly ValueList[]) =>
    combinations(some.map(({ values }) => values)).map((values) => ({
      ...single.terms,
      ...actor?.terms,
      ...values,
    }));
  const parts = searchesOf(pushed);
  const isToldFromRows =
    single.isScan ||
    isNameToldFromRows(criteria) ||
    actor?.isApproximate === true ||
    criteria.isSuccessful !== undefined ||
    criteria.statusCodes !== undefined ||
    criteria.ip !== undefined;
  const isAsked = pushed.length === lists.length || productOf(lists) <= maxParts;
  return {
    parts,
    matches: auditLogMatcher({ ...criteria, actions: allowedActions(criteria) }, actor?.user.id),
    isScan: pushed.length < lists.length || isToldFromRows,
    counted: isAsked && !isToldFromRows ? searchesOf(lists) : undefined,
    probes: unknownValues(criteria, refuse)
      .filter(({ key, term }) => !parts.some((part) => part[key] === term[key]))
      .map(({ term }) => term),
    areActionsAdded: criteria.actions === undefined && criteria.operationTypes !== undefined,
  };
}

interface ValueList {
  readonly key: ListKey;
  readonly values: readonly SearchTerms[];
}

function valueLists(criteria: AuditLogCriteria, refuse: FilterRefusal): ValueList[] {
  // In one order, since the hints in cursors are those of the parts in turn.
  const list = (key: ListKey, values: readonly string[] | undefined) =>
    values?.toSorted().map((value) => termOf(key, value, refuse));
  const lists = [
    { key: 'build_reason', values: list('build_reason', criteria.buildReasons) },
    {
      key: 'resource_type',
      values: withName(list('resource_type', criteria.resourceTypes), criteria),
    },
    { key: 'action', values: list('action', allowedActions(criteria)) },
  ] as const;
  return lists.flatMap(({ key, values }) => (values === undefined ? [] : [{ key, values }]));
}

const build = 'workspace_build';

/**
 * Where a name is asked for: the targets of it, and beside them all builds, whose names are in the
 * additional fields, which no search looks into.
 */
function withName(
  types: readonly SearchTerms[] | undefined,
  { resourceName }: AuditLogCriteria,
): readonly SearchTerms[] | undefined {
  const target = resourceName === undefined ? undefined : targetTermOf(resourceName);
  if (target === undefined) return types;
  const named = { resource_target: target };
  if (types === undefined) return [named, { resource_type: build }];
  return types.map((type) => (type.resource_type === build ? type : { ...named, ...type }));
}

function isNameToldFromRows({
  resourceName,
  resourceTarget,
  resourceTypes,
}: AuditLogCriteria): boolean {
  if (resourceName === undefined) return false;
  const isTargetAlone = resourceTypes?.includes(build) === false && resourceTarget === undefined;
  return !isTargetAlone || targetTermOf(resourceName) === undefined;
}

/** Coder lower-cases what it looks for and compares it case-sensitively. */
function targetTermOf(target: string): string | undefined {
  return target === target.toLowerCase() ? encodeSearchValue(target) : undefined;
}

/** The actions that both lists allow; operation types alone stand for the actions Coder has. */
function allowedActions({
  actions,
  operationTypes,
}: AuditLogCriteria): readonly string[] | undefined {
  if (operationTypes === undefined) return actions;
  if (actions === undefined) {
    return operationTypes
      .flatMap((type) => actionsOfOperationType[type])
      .filter((action) => knownActions.has(action));
  }
  return actions.filter((action) => {
    const type = operationTypeOf(action);
    return type !== null && operationTypes.includes(type);
  });
}

/** The shortest lists first, while their product is small. Only Coder knows a row's build reason. */
function pushedLists(lists: readonly ValueList[]): ValueList[] {
  const rank = ({ key, values }: ValueList) => (key === 'build_reason' ? -1 : values.length);
  const pushed: ValueList[] = [];
  for (const list of lists.toSorted((a, b) => rank(a) - rank(b))) {
    const { key, values } = list;
    const isMore = values.length > 1 && productOf([...pushed, list]) > maxParts;
    const isMostOfAll = key === 'action' && values.length > maxActions;
    if (key === 'build_reason' || (!isMore && !isMostOfAll)) pushed.push(list);
  }
  return pushed;
}

function productOf(lists: readonly ValueList[]): number {
  return lists.reduce((product, { values }) => product * values.length, 1);
}

function combinations(lists: readonly (readonly SearchTerms[])[]): SearchTerms[] {
  return lists.reduce<SearchTerms[]>(
    (all, list) => all.flatMap((terms) => list.map((value) => ({ ...terms, ...value }))),
    [{}],
  );
}

function singleTerms(
  { requestId, resourceId, resourceTarget, organization }: AuditLogCriteria,
  refuse: FilterRefusal,
): { terms: SearchTerms; isScan: boolean } {
  const target = resourceTarget === undefined ? undefined : targetTermOf(resourceTarget);
  const organizationTerm = organization && organizationTermOf(organization, refuse);
  return {
    terms: {
      ...(requestId !== undefined && { request_id: requestId }),
      ...(resourceId !== undefined && { resource_id: resourceId }),
      ...(target !== undefined && { resource_target: target }),
      ...(organizationTerm !== undefined && { organization: organizationTerm }),
    },
    isScan:
      (resourceTarget !== undefined && target === undefined) ||
      (organization !== undefined && organizationTerm === undefined),
  };
}

function organizationTermOf(
  organization: NonNullable<AuditLogCriteria['organization']>,
  refuse: FilterRefusal,
): string | undefined {
  if ('organizationId' in organization) return organization.organizationId;
  // Coder would take such a name for an id.
  if (parseUuid(organization.name) !== undefined) return undefined;
  const term = encodeSearchValue(organization.name);
  if (term !== undefined) return term;
  throw refuse('organization', 'No organization can have this name.');
}

function unknownValues(
  criteria: AuditLogCriteria,
  refuse: FilterRefusal,
): { key: ListKey; term: SearchTerms }[] {
  const unknown = (key: ListKey, values: readonly string[] = [], known: ReadonlySet<string>) =>
    values
      .filter((value) => !known.has(value))
      .map((value) => ({ key, term: termOf(key, value, refuse) }));
  return [
    ...unknown('action', criteria.actions, knownActions),
    ...unknown('resource_type', criteria.resourceTypes, knownResourceTypes),
    ...unknown('build_reason', criteria.buildReasons, knownBuildReasons),
  ];
}

function termOf(key: ListKey, value: string, refuse: FilterRefusal): SearchTerms {
  const term = encodeSearchValue(value);
  if (term !== undefined) return { [key]: term };
  throw refusedValue(key, value, refuse);
}
