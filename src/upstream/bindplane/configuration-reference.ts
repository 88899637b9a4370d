/** A configuration as an event names it: `name`, or `name:version` since names hold no colon. */
export interface ConfigurationReference {
  readonly name: string;
  /** A number, or a word such as `latest`. */
  readonly version: string | null;
}

export function formatConfigurationReference({ name, version }: ConfigurationReference): string {
  return version === null ? name : `${name}:${version}`;
}

export function parseConfigurationReference(text: string): ConfigurationReference {
  const colon = text.indexOf(':');
  if (colon === -1) return { name: text, version: null };
  return { name: text.slice(0, colon), version: text.slice(colon + 1) || null };
}
