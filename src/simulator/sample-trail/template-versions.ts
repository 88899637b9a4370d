import type { Template } from './company.ts';
import { changed, createdWith } from './diff.ts';
import { alphanumeric } from './identifiers.ts';
import { type Micros, minute, second } from './micros.ts';
import type { Origin } from './origins.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import type { World } from './world.ts';

/** An author pushes a version and, when it builds, makes it the active one. */
export function publishVersion(world: World, random: Random, person: Person, at: Micros): void {
  const ofTeam = world.company.templates.filter(
    ({ teams }) => person.team === 'platform' || teams.some((team) => team === person.team),
  );
  const template = random.pick(ofTeam);
  const origin = world.origins.by(person, 'cli', at, 'coder templates push');
  if (random.chance(0.12)) {
    pushVersion(world, random, origin, template, at - 3 * minute, 400);
  }
  const version = pushVersion(world, random, origin, template, at);
  if (random.chance(0.72))
    activate(world, origin, template, version, at + random.between(2, 50) * second);
  if (random.chance(0.1)) archive(world, person, template, at + 4 * minute);
}

export interface Version {
  readonly id: string;
  readonly name: string;
}

export function pushVersion(
  world: World,
  random: Random,
  origin: Origin,
  template: Template,
  at: Micros,
  status = 201,
  name = versionName(random),
): Version {
  const id = random.uuid();
  world.coder.record(at, origin, {
    type: 'template_version',
    action: 'create',
    id,
    target: name,
    organizationId: template.organizationId,
    status,
    diff: createdWith({ id, name, template_id: template.id, created_by: origin.userId }),
  });
  return { id, name };
}

/** Prebuilt workspaces of the template are then replaced, all at once. */
export function activate(
  world: World,
  origin: Origin,
  template: Template,
  version: Version,
  at: Micros,
): void {
  world.coder.record(at, origin, {
    type: 'template',
    action: 'write',
    id: template.id,
    target: template.name,
    organizationId: template.organizationId,
    diff: { active_version_id: changed(template.activeVersionId, version.id) },
  });
  template.activeVersionId = version.id;
  template.versions += 1;
  replacePrebuilds(world, template, at + 20 * second);
}

function archive(world: World, person: Person, template: Template, at: Micros): void {
  world.coder.record(at, world.origins.by(person, 'browser', at), {
    type: 'template_version',
    action: 'write',
    id: template.activeVersionId,
    target: `v${template.versions}`,
    organizationId: template.organizationId,
    diff: { archived: changed(false, true) },
  });
}

const prebuilt = new Map([
  ['kubernetes-dev', 6],
  ['agent-task', 5],
  ['python-notebook', 4],
  ['ros2-sim', 3],
]);

function replacePrebuilds(world: World, template: Template, at: Micros): void {
  const { people, workspaces, origins } = world;
  const count = prebuilt.get(template.name) ?? 0;
  const origin = origins.automatic(people.prebuilds);
  for (const old of workspaces.livingOf(people.prebuilds)) {
    if (old.template === template) workspaces.build(at, origin, old, 'delete', 'initiator');
  }
  for (let i = 0; i < count; i++) {
    const name = `prebuild-${alphanumeric(world.random, 8).toLowerCase()}`;
    workspaces.create(at + i * 1700, origin, people.prebuilds, template, name, 'initiator');
  }
}

const adjectives = [
  'brave',
  'calm',
  'eager',
  'fuzzy',
  'hopeful',
  'keen',
  'nifty',
  'quirky',
  'sharp',
];
const people = ['boyd', 'curie', 'euler', 'hopper', 'knuth', 'lamarr', 'noether', 'ride', 'turing'];

/** As Coder names them when nobody does. */
function versionName(random: Random): string {
  return `${random.pick(adjectives)}_${random.pick(people)}${random.between(10, 99)}`;
}
