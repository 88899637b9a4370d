import type { CoderAuditLog } from './model.ts';

/** The resource's name: the target, but for workspace builds the name of their workspace. */
export function resourceNameOf(log: CoderAuditLog): string | null {
  return (
    (log.resource_type === 'workspace_build' ? workspaceName(log) : null) ?? log.resource_target
  );
}

/** A text among the additional fields, when there is one and it says something. */
export function additionalText(log: CoderAuditLog, field: string): string | null {
  const value = log.additionalField
    ? log.additionalField(field)
    : memberOf(log.additional_fields, field);
  return typeof value === 'string' && value !== '' ? value : null;
}

function memberOf(fields: unknown, name: string): unknown {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, name)) return null;
  return (fields as Record<string, unknown>)[name];
}

/** Coder puts `unknown` in place of all of them when it cannot read what was stored. */
function workspaceName(log: CoderAuditLog): string | null {
  const name = additionalText(log, 'workspace_name');
  const isReplaced =
    name === 'unknown' &&
    additionalText(log, 'workspace_owner') === name &&
    additionalText(log, 'build_number') === name;
  return isReplaced ? null : name;
}
