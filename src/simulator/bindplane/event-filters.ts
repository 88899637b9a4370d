import type { BindplaneKnobs } from './state.ts';

/** Whether the `user` of an event passes the filter; an empty filter passes everything. */
export function userFilter(
  wanted: string,
  match: BindplaneKnobs['userMatch'],
): (user: string) => boolean {
  if (wanted === '' || match === 'ignored') return () => true;
  if (match === 'exact') return (user) => user === wanted;
  const folded = wanted.toLowerCase();
  return match === 'caseless'
    ? (user) => user.toLowerCase() === folded
    : (user) => user.toLowerCase().includes(folded);
}

/** Whether the `configuration` of an event passes the filter; an empty filter passes everything. */
export function configurationFilter(
  wanted: string,
  match: BindplaneKnobs['configurationMatch'],
): (configuration: string) => boolean {
  if (wanted === '' || match === 'ignored') return () => true;
  if (match === 'exact' || (match === 'version' && wanted.includes(':'))) {
    return (configuration) => configuration === wanted;
  }
  const name = configurationName(wanted);
  return (configuration) => configurationName(configuration) === name;
}

/** Names hold no colon: what follows one is a version. */
export function configurationName(configuration: string): string {
  return configuration.split(':', 1)[0]!;
}
