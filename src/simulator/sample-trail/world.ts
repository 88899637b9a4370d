import { BindplaneLedger } from './bindplane-ledger.ts';
import { Calendar } from './calendar.ts';
import { CoderLedger } from './coder-ledger.ts';
import { type Company, createCompany, templateResource } from './company.ts';
import { day, type Micros } from './micros.ts';
import { createOrigins, type Origins } from './origins.ts';
import { createPeople, type People } from './people.ts';
import type { Random } from '../random.ts';
import { createReleases, type Releases } from './releases.ts';
import { Workspaces } from './workspaces.ts';

/** Everything that the people of the trail act upon. */
export interface World {
  readonly start: Micros;
  readonly now: Micros;
  readonly random: Random;
  readonly people: People;
  readonly company: Company;
  readonly releases: Releases;
  readonly origins: Origins;
  readonly calendar: Calendar;
  readonly coder: CoderLedger;
  readonly bindplane: BindplaneLedger;
  readonly workspaces: Workspaces;
}

const trailDays = 120;

export function createWorld(random: Random, now: Micros): World {
  const start = now - trailDays * day;
  const people = createPeople(random.fork('people'), now);
  const company = createCompany(random.fork('company'), now, people);
  const releases = createReleases(now);
  const coder = new CoderLedger(random.fork('coder ids'), start, now);
  for (const template of company.templates) coder.keep(templateResource(template));
  return {
    start,
    now,
    random,
    people,
    company,
    releases,
    origins: createOrigins(random.fork('origins'), releases),
    calendar: new Calendar(start, now),
    coder,
    bindplane: new BindplaneLedger(random.fork('bindplane ids'), start, now),
    workspaces: new Workspaces(random.fork('workspaces'), coder, now),
  };
}
