import { parseConfigurationReference } from './configuration-reference.ts';
import type { BindplaneAuditEvent } from './model.ts';

/**
 * One English sentence, like `Dana Reyes modified source nginx in edge-prod, version 7`. It is made
 * from the event's other fields: its own description is empty on most servers.
 */
export function summarizeAuditEvent(event: BindplaneAuditEvent): string {
  const kind = kindWords(event.resourceKind);
  const name = event.resourceName === null ? '' : ` ${event.resourceName}`;
  return `${event.user ?? 'Someone'} ${verbOf(event.action)} ${kind}${name}${placeOf(event)}`;
}

/** Actions are past participles; `Pending` is a rollout that exists and has not started. */
function verbOf(action: string): string {
  if (action.toLowerCase() === 'pending') return 'created pending';
  return /^[a-z]+ed$/i.test(action) ? action.toLowerCase() : `performed ${action} on`;
}

/** `SourceType` reads `source type`, `APIKey` reads `API key`. */
function kindWords(kind: string): string {
  if (kind === '' || kind === 'Unknown') return 'resource';
  // Most are one word; to look for more takes ten times as long.
  if (/^[A-Z][a-z]+$/.test(kind)) return kind.toLowerCase();
  return kind
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .replaceAll(/[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}

function placeOf({ configuration, resourceName }: BindplaneAuditEvent): string {
  if (configuration === null) return '';
  const { name, version } = parseConfigurationReference(configuration);
  const where = name === resourceName || name === '' ? '' : ` in ${name}`;
  return version === null ? where : `${where}, version ${version}`;
}
