import type { AuditOperationType, AuditSource, AuditTimelineFilter } from './graphql/graphql.ts';

export const sourceNames: Record<AuditSource, string> = { CODER: 'Coder', BINDPLANE: 'Bindplane' };

export const operationNames: Record<AuditOperationType, string> = {
  CREATE: 'Create',
  MODIFY: 'Modify',
  DELETE: 'Delete',
  START: 'Start',
  STOP: 'Stop',
  PAUSE: 'Pause',
  RESUME: 'Resume',
  AUTHENTICATION: 'Sign-in',
  ACCESS: 'Access',
};

/** The filter that a form, or the address of the page, asks for; what it cannot mean is left out. */
export function toFilter(params: URLSearchParams): AuditTimelineFilter {
  const actor = params.get('actor')?.trim();
  const sources = chosen(sourceNames, params.getAll('source'));
  const operationTypes = chosen(operationNames, params.getAll('type'));
  const gte = startOfDay(params.get('from'), 0);
  const lt = startOfDay(params.get('to'), 1);
  return {
    ...(actor && { actor: actor.includes('@') ? { email: actor } : { username: actor } }),
    ...(sources.length > 0 && { sources }),
    ...(operationTypes.length > 0 && { operationTypes }),
    ...((gte ?? lt) && { occurredAt: { gte, lt } }),
  };
}

function chosen<Value extends string>(names: Record<Value, string>, texts: string[]): Value[] {
  return (Object.keys(names) as Value[]).filter((value) => texts.includes(value));
}

/** The instant at which a day such as `2026-11-20` begins here, or one some days later. */
function startOfDay(day: string | null, daysLater: number): string | undefined {
  const date = new Date(`${day}T00:00`);
  if (Number.isNaN(date.getTime())) return undefined;
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}
