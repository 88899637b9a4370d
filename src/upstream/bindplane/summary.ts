import { parseConfigurationReference } from './configuration-reference.ts';
import { nameOrNull, onOneLine } from '../entry/summary-text.ts';
import type { BindplaneAuditEvent } from './model.ts';

/**
 * One English sentence, like `Dana Reyes modified source nginx in edge-prod, version 7`. It is made
 * from the event's other fields: its own description is empty on most servers.
 */
export function summarizeAuditEvent(event: BindplaneAuditEvent): string {
  const kind = kindWords(event.resourceKind);
  const resourceName = nameOrNull(event.resourceName);
  const name = resourceName === null ? '' : ` ${resourceName}`;
  const actor = nameOrNull(event.user) ?? 'Someone';
  return onOneLine(`${actor} ${verbOf(event.action)} ${kind}${name}${placeOf(event)}`);
}

/** Actions are past participles; `Pending` is a rollout that exists and has not started. */
function verbOf(action: string): string {
  if (nameOrNull(action) === null) return 'acted on';
  if (action.toLowerCase() === 'pending') return 'created pending';
  return /^[a-z]+ed$/i.test(action) ? action.toLowerCase() : `performed ${action} on`;
}

/** `SourceType` reads `source type`, `APIKey` reads `API key`. */
function kindWords(kind: string): string {
  if (kind === 'Unknown' || nameOrNull(kind) === null) return 'resource';
  // Most are one word; to look for more takes ten times as long.
  if (/^[A-Z][a-z]+$/.test(kind)) return kind.toLowerCase();
  return kind
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .replaceAll(/[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}

function placeOf({ configuration, resourceName }: BindplaneAuditEvent): string {
  if (configuration === null) return '';
  const { name, version } = parseConfigurationReference(configuration);
  const where = name === resourceName || nameOrNull(name) === null ? '' : ` in ${name}`;
  return nameOrNull(version) === null ? where : `${where}, version ${version}`;
}
