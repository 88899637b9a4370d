import { createdWith, deletedWith } from './diff.ts';
import { nilUuid } from './identifiers.ts';
import { day, formatMicros, type Micros, second } from './micros.ts';
import type { Origin, Tool } from './origins.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import type { World } from './world.ts';

/** A login as the person usually does it: mistyped passwords, expired single sign-on. */
export function signIn(world: World, random: Random, person: Person, at: Micros): void {
  const stranger = world.origins.stranger(person);
  if (person.loginType === 'password') {
    for (let failures = random.chance(0.22) ? random.between(1, 3) : 0; failures > 0; failures--) {
      failedLogin(world, stranger, person, at - failures * random.between(7, 19) * second);
    }
  } else if (random.chance(0.03)) {
    world.coder.record(at - 4 * second, stranger, {
      type: 'api_key',
      action: 'login',
      status: 303,
    });
  } else if (random.chance(0.015)) {
    failedLogin(world, stranger, person, at - random.between(6, 40) * second);
  }
  const tool: Tool = random.weighted({ browser: 8, cli: 1, mobile: 0.5 });
  world.coder.record(at, world.origins.by(person, tool, at, 'coder login'), {
    type: 'api_key',
    action: 'login',
    id: person.id,
    status: 201,
  });
}

export function signOut(world: World, person: Person, at: Micros): void {
  world.coder.record(at, world.origins.by(person, 'browser', at), {
    type: 'api_key',
    action: 'logout',
    id: person.id,
  });
}

export function failedLogin(world: World, origin: Origin, person: Person | null, at: Micros): void {
  world.coder.record(at, origin, {
    type: 'api_key',
    action: 'login',
    id: person?.loginType === 'password' ? person.id : nilUuid,
    status: 401,
  });
}

/** The key a browser gets for a workspace's application: no name, a day long. */
export function openApplication(world: World, person: Person, at: Micros): void {
  world.coder.record(at, world.origins.by(person, 'browser', at), {
    type: 'api_key',
    action: 'create',
    id: person.id,
    status: 201,
    diff: createdWith(columnsOf(person, { createdAt: at, lifetime: day })),
  });
}

export interface Token {
  readonly name: string;
  readonly createdAt: Micros;
  readonly lifetime: Micros;
}

export function createToken(world: World, person: Person, origin: Origin, token: Token): void {
  world.coder.record(token.createdAt, origin, {
    type: 'api_key',
    action: 'create',
    id: person.id,
    target: token.name,
    status: 201,
    diff: createdWith(columnsOf(person, token)),
  });
}

export function deleteToken(
  world: World,
  person: Person,
  origin: Origin,
  at: Micros,
  token: Token,
): void {
  world.coder.record(at, origin, {
    type: 'api_key',
    action: 'delete',
    id: person.id,
    target: token.name,
    status: 204,
    diff: deletedWith(columnsOf(person, token)),
  });
}

function columnsOf(person: Person, token: Omit<Token, 'name'>) {
  return {
    created_at: formatMicros(token.createdAt),
    expires_at: formatMicros(token.createdAt + token.lifetime),
    user_id: person.id,
  };
}
