import type { BindplaneKnobs } from './state.ts';

/**
 * `published`: the published specification, read literally. `field`: what the vendor's own clients
 * imply. `hostile`: whatever neither of them rules out.
 */
export type BindplaneProfile = 'published' | 'field' | 'hostile';

const published: BindplaneKnobs = {
  envelope: 'array',
  whenEmpty: 'array',
  order: 'desc',
  cap: undefined,
  minDateIncluded: true,
  maxDateIncluded: true,
  comparesWholeSeconds: false,
  zone: 0,
  repeatedTime: 'first',
  dateFormats: ['digits'],
  badDate: 'reject',
  reversedDates: 'empty',
  unknownParameters: 'ignore',
  userMatch: 'exact',
  configurationMatch: 'version',
  timestampDigits: 9,
  timestampZone: 'Z',
  descriptions: 'stored',
  accounts: 'stored',
  accountHeader: 'ignored',
  userEmails: 'spec',
  retentionDays: undefined,
  unauthorizedBody: 'errors',
  cutBodies: 0,
};

const field: BindplaneKnobs = {
  ...published,
  envelope: 'wrapped',
  whenEmpty: 'null',
  order: 'insertion',
  dateFormats: ['digits', 'zoned'],
  userMatch: 'caseless',
  timestampDigits: 6,
  descriptions: 'empty',
  unauthorizedBody: 'empty',
};

const hostile: BindplaneKnobs = {
  ...published,
  envelope: 'wrapped',
  whenEmpty: 'absent',
  order: 'shuffled',
  cap: { limit: 100, keeps: 'any' },
  minDateIncluded: false,
  maxDateIncluded: false,
  comparesWholeSeconds: true,
  zone: 330,
  badDate: 'ignore',
  reversedDates: 'reject',
  userMatch: 'contains',
  configurationMatch: 'name',
  timestampZone: -210,
  unauthorizedBody: 'empty',
  cutBodies: 0.03,
};

/** A new set of knobs, to be turned. */
export function knobsOf(profile: BindplaneProfile): BindplaneKnobs {
  return { ...{ published, field, hostile }[profile] };
}
