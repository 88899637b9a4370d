import { changed, createdWith } from './diff.ts';
import { nilUuid } from './identifiers.ts';
import {
  day,
  formatMicros,
  hour,
  type Micros,
  minute,
  second,
  startOfDay,
  withinSecond,
} from './micros.ts';
import type { Person } from './people.ts';
import { createToken, deleteToken, failedLogin, type Token } from './sign-ins.ts';
import { activate, pushVersion } from './template-versions.ts';
import type { World } from './world.ts';

/** What happens with nobody at a keyboard: nightly jobs, sweeps, the identity provider. */
export function planBackgroundJobs(world: World): void {
  for (let midnight = startOfDay(world.start); midnight <= world.now; midnight += day) {
    planTerraform(world, midnight);
    planKeyRotation(world, midnight);
    planScan(world, midnight);
  }
  planDormancy(world);
  planPeopleChanges(world);
  planForgottenWorkspaces(world);
}

/** Infrastructure as code: templates are applied every night from the pipeline. */
function planTerraform(world: World, midnight: Micros): void {
  const random = world.random.fork(`terraform ${midnight}`);
  const origin = world.origins.terraform(world.people.terraform);
  const templates = random.shuffled(world.company.templates).slice(0, random.between(2, 5));
  for (const [i, template] of templates.entries()) {
    const at = withinSecond(
      random,
      midnight + 2 * hour + 10 * minute + i * random.between(3, 8) * second,
    );
    world.calendar.plan(at, (now) => {
      const version = pushVersion(
        world,
        random,
        origin,
        template,
        now,
        201,
        `nightly-${template.versions}`,
      );
      if (random.chance(0.3))
        activate(world, origin, template, version, withinSecond(random, now + 2 * second));
    });
  }
}

/** The pipeline's token is replaced in the last second of the day; the new day drops the old one. */
function planKeyRotation(world: World, midnight: Micros): void {
  const { terraform } = world.people;
  const origin = { ...world.origins.terraform(terraform), userAgent: 'curl/8.14.1' };
  const made = nightlyToken(world, midnight);
  world.calendar.plan(made.createdAt, () => createToken(world, terraform, origin, made));
  const old = nightlyToken(world, midnight - day);
  const at = withinSecond(world.random.fork(`dropped ${midnight}`), midnight + day + 4 * second);
  world.calendar.plan(at, () => deleteToken(world, terraform, origin, at, old));
}

function nightlyToken(world: World, midnight: Micros): Token {
  const random = world.random.fork(`rotation ${midnight}`);
  const createdAt = midnight + day - random.between(2, 999_990);
  return { name: 'ci-nightly', createdAt, lifetime: 2 * day };
}

/** Somebody out there tries passwords now and then. */
function planScan(world: World, midnight: Micros): void {
  const random = world.random.fork(`scan ${midnight}`);
  if (!random.chance(0.12)) return;
  const ip = `192.0.2.${random.between(1, 250)}`;
  const origin = {
    userId: nilUuid,
    ip,
    userAgent: random.pick(['python-requests/2.32.5', 'Go-http-client/1.1']),
  };
  const from = midnight + random.between(0, 23 * hour);
  for (let i = random.between(4, 22); i > 0; i--) {
    world.calendar.plan(from + i * random.between(1_900_000, 2_300_000), (at) =>
      failedLogin(world, origin, null, at),
    );
  }
}

/** After 90 days without a call an account falls dormant: one sweep, one instant for all. */
function planDormancy(world: World): void {
  const dormant = world.people.staff.filter(({ fate }) => fate === 'dormant');
  const sweep =
    startOfDay(Math.max(...dormant.map(({ leftAt }) => leftAt ?? 0))) +
    91 * day +
    17 * minute +
    5_284_190;
  for (const person of dormant) {
    world.calendar.plan(sweep, (at) =>
      world.coder.record(at, world.origins.automatic(person), {
        type: 'user',
        action: 'write',
        id: person.id,
        target: person.username,
        diff: { status: changed('active', 'dormant') },
        fields: { automatic_actor: 'coder', automatic_subsystem: 'dormancy' },
        requestId: nilUuid,
      }),
    );
  }
}

/** Workspaces of those who left still start on schedule, until their template's rules end it. */
function planForgottenWorkspaces(world: World): void {
  for (const person of world.people.staff) {
    if (person.leftAt === undefined || person.leftAt < world.start) continue;
    const sweep = startOfDay(person.leftAt + 9 * day) + 3 * hour + 2_417_603;
    world.calendar.plan(sweep - 40 * minute, (at) => {
      for (const each of world.workspaces.livingOf(person)) {
        world.workspaces.build(at, world.origins.automatic(person), each, 'start', 'autostart');
      }
    });
    world.calendar.plan(sweep, (at) => {
      for (const each of world.workspaces.livingOf(person)) {
        world.coder.record(at, world.origins.nobody, {
          type: 'workspace',
          action: 'write',
          id: each.id,
          target: each.name,
          organizationId: each.template.organizationId,
          diff: { dormant_at: changed(null, formatMicros(at)) },
          fields: { automatic_actor: 'coder', automatic_subsystem: 'dormancy' },
          requestId: nilUuid,
        });
        world.workspaces.build(
          at + second,
          world.origins.automatic(person),
          each,
          'stop',
          'dormancy',
        );
      }
    });
    world.calendar.plan(sweep + 14 * day, (at) => {
      for (const each of world.workspaces.livingOf(person)) {
        world.workspaces.build(at, world.origins.automatic(person), each, 'delete', 'autodelete');
      }
    });
  }
}

/** Who joins and who leaves, as the identity provider or an administrator says. */
function planPeopleChanges(world: World): void {
  for (const person of world.people.staff) {
    if (person.createdAt >= world.start) {
      world.calendar.plan(person.createdAt, (at) => join(world, person, at));
    }
    if (person.leftAt !== undefined && person.fate !== 'dormant' && person.username !== 'vhale') {
      const at = withinSecond(
        world.random.fork(`end of ${person.username}`),
        person.leftAt + 15 * hour,
      );
      world.calendar.plan(at, (now) => leave(world, person, now));
    }
  }
}

function join(world: World, person: Person, at: Micros): void {
  const user = { type: 'user', id: person.id, target: person.username };
  world.coder.record(at, world.origins.scim, {
    ...user,
    action: 'create',
    status: 201,
    diff: createdWith({
      id: person.id,
      username: person.username,
      email: person.email,
      name: person.name,
      login_type: person.loginType,
      status: 'dormant',
    }),
    fields: { automatic_actor: 'coder', automatic_subsystem: 'scim' },
    requestId: nilUuid,
  });
  const key = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${person.id.replaceAll('-', '')} coder`;
  world.coder.record(at, world.origins.scim, {
    type: 'git_ssh_key',
    action: 'create',
    id: person.id,
    target: key,
    diff: createdWith({ user_id: person.id, public_key: key }),
    requestId: nilUuid,
  });
  if (person.neverSeen) return;
  world.coder.record(at + 26 * minute, world.origins.by(person, 'browser', at), {
    type: 'api_key',
    action: 'register',
    id: person.id,
    status: 201,
  });
}

function leave(world: World, person: Person, at: Micros): void {
  const isGone = person.fate === 'deleted';
  world.coder.record(at, isGone ? world.origins.scim : adminOrigin(world, at), {
    type: 'user',
    action: isGone ? 'delete' : 'write',
    id: person.id,
    target: person.username,
    diff: isGone ? { deleted: changed(false, true) } : { status: changed('active', 'suspended') },
    fields: isGone ? { automatic_actor: 'coder', automatic_subsystem: 'scim' } : {},
    ...(isGone && { requestId: nilUuid }),
  });
}

function adminOrigin(world: World, at: Micros) {
  return world.origins.by(world.people.named('jdoyle'), 'browser', at);
}
