import { InvalidArgumentError } from '../../feed/feed-error.ts';
import type { InstantRange } from '../../feed/instant.ts';
import {
  canonicalRange,
  checkedList,
  checkedName,
  checkedRange,
  checkedText,
  checkedUserKey,
  checkedWords,
  foldKey,
  type InstantRangeInput,
  type UserKey,
  type UserKeyInput,
} from '../entry/filter-values.ts';
import { type OperationType, operationTypeOf } from '../entry/operation-type.ts';
import { foldText } from '../entry/text-form.ts';
import {
  type ConfigurationReference,
  formatConfigurationReference,
  parseConfigurationReference,
} from './configuration-reference.ts';
import type { BindplaneAuditEvent } from './model.ts';

/** `AuditEventFilter` as a client gives it; global ids are plain ids by now. */
export interface AuditEventFilterInput {
  readonly occurredAt?: InstantRangeInput | null | undefined;
  readonly actions?: readonly string[] | null | undefined;
  readonly operationTypes?: readonly OperationType[] | null | undefined;
  readonly resourceTypes?: readonly string[] | null | undefined;
  readonly resourceName?: string | null | undefined;
  readonly actorName?: string | null | undefined;
  readonly actor?: UserKeyInput | null | undefined;
  readonly configuration?: string | null | undefined;
}

/** What is asked of the audit events, checked; all that is given must hold. Undefined: not asked. */
export interface AuditEventCriteria {
  readonly range: InstantRange;
  /** Lower case, as are resource types. */
  readonly actions?: readonly string[] | undefined;
  readonly operationTypes?: readonly OperationType[] | undefined;
  readonly resourceTypes?: readonly string[] | undefined;
  readonly resourceName?: string | undefined;
  readonly actorName?: string | undefined;
  readonly actor?: UserKey | undefined;
  readonly configuration?: ConfigurationReference | undefined;
}

/** Throws InvalidArgumentError for what is empty or contradictory. */
export function parseAuditEventFilter(
  input: AuditEventFilterInput,
  argument = 'filter',
): AuditEventCriteria {
  const at = (field: string) => `${argument}.${field}`;
  return {
    range: checkedRange(input.occurredAt, at('occurredAt')),
    actions: checkedWords(input.actions, at('actions')),
    operationTypes: checkedList(input.operationTypes, at('operationTypes')),
    resourceTypes: checkedWords(input.resourceTypes, at('resourceTypes')),
    resourceName: checkedText(input.resourceName, at('resourceName')),
    actorName: checkedName(input.actorName, at('actorName')),
    actor: input.actor ? checkedUserKey(input.actor, at('actor')) : undefined,
    configuration: checkedConfiguration(input.configuration, at('configuration')),
  };
}

/** The filter that all of the same meaning share, for cursors. */
export function canonicalAuditEventFilter({
  range,
  actorName,
  actor,
  configuration,
  ...rest
}: AuditEventCriteria): object {
  return {
    ...rest,
    occurredAt: canonicalRange(range),
    actorName: actorName && foldText(actorName),
    actor: actor && foldKey(actor),
    configuration: configuration && formatConfigurationReference(configuration),
  };
}

/** Half a reference would ask Bindplane for nothing, or for every version. */
function checkedConfiguration(
  value: string | null | undefined,
  argument: string,
): ConfigurationReference | undefined {
  const text = checkedText(value, argument);
  if (text === undefined) return undefined;
  if (/^\s*:|:\s*$/.test(text)) {
    throw new InvalidArgumentError(argument, 'A configuration is `name` or `name:version`.');
  }
  return parseConfigurationReference(text);
}

/** True for the events that are asked for, but for the range, which the feed keeps. */
export function auditEventMatcher(
  criteria: AuditEventCriteria,
  actorNames: readonly string[] | undefined,
): (event: BindplaneAuditEvent) => boolean {
  const { actions, operationTypes, resourceTypes, resourceName, configuration } = criteria;
  const name = criteria.actorName === undefined ? undefined : [foldText(criteria.actorName)];
  const names = actorNames?.map(foldText);
  return (event) => {
    const user = event.user === null ? null : foldText(event.user);
    return (
      isIn(actions, event.action.toLowerCase()) &&
      isIn(operationTypes, operationTypeOf(event.action)) &&
      isIn(resourceTypes, event.resourceKind.toLowerCase()) &&
      (resourceName === undefined || event.resourceName === resourceName) &&
      isIn(name, user) &&
      isIn(names, user) &&
      (configuration === undefined || isOf(configuration, event.configuration))
    );
  };
}

function isIn<T>(asked: readonly T[] | undefined, value: T | null): boolean {
  return asked === undefined || (value !== null && asked.includes(value));
}

/** A version is compared only if one is asked for. */
function isOf(asked: ConfigurationReference, configuration: string | null): boolean {
  if (configuration === null) return false;
  const { name, version } = parseConfigurationReference(configuration);
  return name === asked.name && (asked.version === null || version === asked.version);
}
