import type { StoredBindplaneUser } from '../bindplane/state.ts';
import type { StoredRole, StoredUser } from '../coder/state.ts';
import { zeroTime } from './diff.ts';
import { ulid } from './identifiers.ts';
import { day, formatMicros, hour, type Micros, startOfDay } from './micros.ts';
import type { Random } from '../random.ts';
import { type Circumstances, circumstances, roster, type SiteName, type Team } from './roster.ts';

interface Site {
  readonly name: SiteName;
  /** Minutes east of UTC, the whole year. */
  readonly offset: number;
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly team: Team | 'system';
  readonly site: Site;
  readonly siteRoles: readonly string[];
  readonly loginType: string;
  readonly createdAt: Micros;
  /** The first instant at which the person is at work no more. */
  readonly leftAt: Micros | undefined;
  readonly fate: Circumstances['fate'] | undefined;
  readonly neverSeen: boolean;
  /** By which Bindplane records the person; undefined without access. */
  readonly bindplaneText: string | undefined;
  /** Whether Bindplane lists the person: many only look at what it collects. */
  readonly hasBindplaneAccount: boolean;
  readonly editor: 'vscode' | 'jetbrains' | 'ssh' | 'browser';
  readonly desktop: 'mac' | 'linux' | 'windows';
}

export interface People {
  /** Who may act, the system's own included, in the roster's order. */
  readonly all: readonly Person[];
  readonly staff: readonly Person[];
  /** By username; throws when there is nobody of that name. */
  readonly named: (username: string) => Person;
  readonly terraform: Person;
  readonly prebuilds: Person;
}

const sites: Readonly<Record<SiteName, Site>> = {
  rotterdam: site('rotterdam', 60, '198.51.100', '2001:db8:31:10'),
  bergen: site('bergen', 60, '198.51.101', '2001:db8:47:20'),
  krakow: site('krakow', 60, '192.0.2', '2001:db8:48:8'),
  lisbon: site('lisbon', 0, '203.0.113', '2001:db8:351:4'),
  chicago: site('chicago', -360, '198.18.40', '2001:db8:1:312'),
  denver: site('denver', -420, '198.18.41', '2001:db8:1:303'),
  'sao-paulo': site('sao-paulo', -180, '198.18.55', '2001:db8:55:11'),
  bengaluru: site('bengaluru', 330, '198.19.91', '2001:db8:91:80'),
  osaka: site('osaka', 540, '198.19.81', '2001:db8:81:6'),
};

const roleTitles: Readonly<Record<string, string>> = {
  owner: 'Owner',
  auditor: 'Auditor',
  'template-admin': 'Template Admin',
  'user-admin': 'User Admin',
};

export function createPeople(random: Random, now: Micros): People {
  const staff = roster.map(([username, name, email, team, siteName]): Person => {
    const own = random.fork(username);
    const special = circumstances[username] ?? {};
    const usesBindplane =
      special.usesBindplane ?? ['observability', 'platform', 'security'].includes(team);
    return {
      id: own.uuid(),
      username,
      name,
      email,
      team,
      site: sites[siteName],
      siteRoles: special.siteRoles ?? [],
      loginType: special.loginType ?? 'oidc',
      createdAt: now - (special.joined ?? own.between(150, 900)) * day - own.between(1, 9 * hour),
      leftAt: special.left === undefined ? undefined : startOfDay(now - special.left * day),
      fate: special.fate,
      neverSeen: special.neverSeen ?? false,
      hasBindplaneAccount: usesBindplane || team !== 'warehouse',
      bindplaneText: usesBindplane ? (special.bindplaneText === 'email' ? email : name) : undefined,
      editor: own.weighted({ vscode: 6, jetbrains: 2, ssh: 2, browser: 1 }),
      desktop: own.weighted({ mac: 5, linux: 3, windows: 2 }),
    };
  });
  const terraform = system(
    'svc-terraform',
    'Terraform pipeline',
    random.fork('svc-terraform').uuid(),
    now,
  );
  const prebuilds = system('prebuilds', 'Prebuilds Owner', prebuildsId, now);
  const all = [...staff, terraform, prebuilds];
  const byName = new Map(all.map((person) => [person.username, person]));
  const named = (username: string) => {
    const person = byName.get(username);
    if (!person) throw new RangeError(`nobody is named ${username}`);
    return person;
  };
  return { all, staff, named, terraform, prebuilds };
}

export function isEmployed(person: Person, at: Micros): boolean {
  return at >= person.createdAt && at < (person.leftAt ?? Infinity);
}

/** People as Coder's table of users has them at the end of a trail. */
export function storedUsers(
  people: People,
  lastSeen: ReadonlyMap<string, Micros>,
  organizationIds: (person: Person) => readonly string[],
): StoredUser[] {
  return people.all.map((person) => {
    const isSystem = person === people.prebuilds;
    const isService = person === people.terraform;
    const seen = person.neverSeen ? undefined : lastSeen.get(person.id);
    return {
      id: person.id,
      username: person.username,
      name: person.name,
      email: person.email,
      avatar_url: person.loginType === 'github' ? avatarOf(person) : '',
      created_at: formatMicros(person.createdAt),
      updated_at: formatMicros(Math.max(person.createdAt, seen ?? 0)),
      last_seen_at: seen === undefined ? zeroTime : formatMicros(seen),
      status: person.fate === 'suspended' || person.fate === 'dormant' ? person.fate : 'active',
      login_type: person.loginType,
      organization_ids: organizationIds(person),
      roles: person.siteRoles.map(siteRole),
      deleted: person.fate === 'deleted',
      ...(isService && { is_service_account: true }),
      ...(isSystem && { is_system: true }),
    };
  });
}

/** Those whom Bindplane still lists: whoever left Coder is gone there as well. */
export function storedBindplaneUsers(people: People, random: Random): StoredBindplaneUser[] {
  return people.staff
    .filter((person) => person.hasBindplaneAccount && person.fate !== 'deleted')
    .map((person) => ({
      id: ulid(random.fork(person.username), person.createdAt),
      name: person.email.toLowerCase(),
      displayName: person.name,
      email: person.email,
    }));
}

function siteRole(name: string): StoredRole {
  return { name, display_name: roleTitles[name] ?? '' };
}

function avatarOf(person: Person): string {
  return `https://avatars.example/u/${person.username}.png`;
}

/** The fixed id of the user who owns prebuilt workspaces. */
const prebuildsId = 'c42fdf75-3097-471c-8c33-fb52454d81c0';

function system(username: string, name: string, id: string, now: Micros): Person {
  return {
    id,
    username,
    name,
    email: username === 'prebuilds' ? 'prebuilds@system' : '',
    team: 'system',
    site: sites.rotterdam,
    siteRoles: username === 'prebuilds' ? [] : ['template-admin'],
    loginType: 'none',
    createdAt: now - 400 * day,
    leftAt: undefined,
    fate: undefined,
    neverSeen: username === 'prebuilds',
    bindplaneText: undefined,
    hasBindplaneAccount: false,
    editor: 'browser',
    desktop: 'linux',
  };
}

function site(name: SiteName, offset: number, ipv4: string, ipv6: string): Site {
  return { name, offset, ipv4, ipv6 };
}
