import type { Chore, Scene } from './chore.ts';
import { changed, createdWith, secretBytes, secretText } from './diff.ts';
import { alphanumeric } from './identifiers.ts';
import { day, formatMicros, hour, minute, second } from './micros.ts';
import type { Person } from './people.ts';
import { createToken, deleteToken } from './sign-ins.ts';

const admins = ['jdoyle', 'tmarchetti', 'ingrid'];
const teams = [
  'soren',
  'ZofiaK',
  'ananya',
  'McAllister',
  'jpereira',
  'hsato',
  'DanaReyes',
  'thiago',
  'KMatsuda',
  'nadia',
  'sanne',
  'aoife',
  'Jonas',
  'rohit-m',
  'LWisniewski',
  'sofia-l',
  'mo-hassan',
  'SGupta',
] as const;
const groups = ['gpu-users', 'release-captains', 'on-call', 'contractors', 'Dock-Vision'];

/** What is done to accounts, groups, keys and templates. */
export const accessChores: readonly Chore[] = [
  {
    times: 5,
    by: admins,
    steps: (scene) => {
      const group = groupOf(scene, scene.turn);
      return [
        {
          ...group,
          action: 'create',
          status: 201,
          diff: createdWith({ id: group.id, name: group.target, quota_allowance: 0 }),
        },
        { ...group, after: 4 * minute, action: 'write', diff: membersDiff(scene, group.id, 0) },
      ];
    },
  },
  {
    times: 46,
    by: admins,
    steps: (scene) => {
      const group = groupOf(scene, scene.random.between(0, 4));
      const quota = scene.random.chance(0.2);
      return [
        {
          ...group,
          action: 'write',
          diff: quota ? { quota_allowance: changed(20, 40) } : membersDiff(scene, group.id, 2),
        },
      ];
    },
  },
  {
    times: 1,
    by: ['tmarchetti'],
    daysAgo: 44,
    steps: (scene) => [
      { ...groupOf(scene, 3), action: 'delete', diff: { name: changed('contractors', '') } },
    ],
  },
  {
    times: 40,
    by: admins,
    steps: (scene) => {
      const person = someone(scene);
      const action = scene.random.weighted({ create: 3, write: 4, delete: 1 });
      return [
        {
          type: 'organization_member',
          action,
          id: person.id,
          target: person.username,
          organizationId: scene.random.pick(scene.world.company.organizations.slice(0, 3)).id,
          status: action === 'delete' ? 204 : 200,
          diff:
            action === 'write'
              ? { roles: changed([], ['organization-template-admin']) }
              : {
                  username:
                    action === 'create'
                      ? changed('', person.username)
                      : changed(person.username, ''),
                },
        },
      ];
    },
  },
  {
    times: 22,
    by: admins,
    steps: (scene) => {
      const person = someone(scene);
      const granted = scene.random.pick(['template-admin', 'user-admin']);
      const entry = { type: 'user', action: 'write', id: person.id, target: person.username };
      return [
        { ...entry, diff: { rbac_roles: changed([], [granted]) } },
        {
          ...entry,
          after: scene.random.between(2, 30) * hour,
          diff: { rbac_roles: changed([granted], []) },
        },
      ];
    },
  },
  {
    times: 34,
    by: teams,
    steps: ({ actor, random }) => [
      {
        type: 'user',
        action: 'write',
        id: actor.id,
        target: actor.username,
        diff: random.chance(0.5)
          ? { quiet_hours_schedule: changed('', 'CRON_TZ=UTC 0 22 * * *') }
          : { name: changed(actor.name.replace(/ .*/, ''), actor.name) },
      },
    ],
  },
  {
    times: 14,
    by: ['mwhite-ext', 'vhale'],
    steps: ({ actor, turn }) =>
      turn % 2 === 0
        ? [
            {
              type: 'user',
              action: 'request_password_reset',
              id: actor.id,
              target: actor.username,
              isAnonymous: true,
              status: 204,
            },
            {
              type: 'user',
              action: 'write',
              after: 3 * minute,
              id: actor.id,
              target: actor.username,
              diff: { hashed_password: secretBytes },
              isAnonymous: true,
            },
          ]
        : [
            {
              type: 'user',
              action: 'write',
              id: actor.id,
              target: actor.username,
              diff: { hashed_password: secretBytes },
            },
          ],
  },
  {
    times: 6,
    by: ['ebell', 'rafael', 'gwen', 'linh', 'sanne', 'vikram'],
    steps: ({ actor, at }) => [
      {
        type: 'convert_login',
        action: 'create',
        id: actor.id,
        target: actor.loginType,
        status: 201,
        diff: createdWith({
          created_at: formatMicros(at),
          expires_at: formatMicros(at + 5 * minute),
          from_login_type: 'password',
          to_login_type: actor.loginType,
          user_id: actor.id,
        }),
      },
    ],
  },
  {
    times: 60,
    by: teams,
    steps: ({ actor, random }) => {
      const key = () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${alphanumeric(random, 43)} coder`;
      const fresh = key();
      return [
        {
          type: 'git_ssh_key',
          action: 'write',
          id: actor.id,
          target: fresh,
          diff: { private_key: secretText, public_key: changed(key(), fresh) },
        },
      ];
    },
  },
  {
    times: 70,
    by: teams,
    tool: 'cli',
    steps: ({ world, actor, random, at }) => {
      const name = random.pick([
        'laptop',
        'ci',
        'jenkins',
        'Backup-Script',
        'vscode',
        'grafana-sync',
      ]);
      const origin = world.origins.by(actor, 'cli', at, 'coder tokens create');
      const token = { name, createdAt: at, lifetime: random.pick([7, 30, 90]) * day };
      createToken(world, actor, origin, token);
      if (random.chance(0.5)) deleteToken(world, actor, origin, at + 5 * day + 7 * second, token);
      return [];
    },
  },
  {
    times: 55,
    by: ['priya-r', 'tmarchetti', 'KMatsuda', 'ananya', 'McAllister'],
    steps: ({ world, random }) => {
      const template = random.pick(world.company.templates);
      return [
        {
          type: 'template',
          action: 'write',
          id: template.id,
          target: template.name,
          organizationId: template.organizationId,
          diff: random.pick([
            {
              default_ttl: changed(28_800_000_000_000, 36_000_000_000_000),
              activity_bump: changed(0, 3_600_000_000_000),
            },
            { max_port_sharing_level: changed('owner', 'authenticated') },
            {
              autostop_requirement_weeks: changed(0, 1),
              autostop_requirement_days_of_week: changed(0, 64),
            },
            { require_active_version: changed(false, true) },
            {
              description: changed('', 'Everyday development, 4 cores'),
              icon: changed('', '/icon/k8s.png'),
            },
            { group_acl: changed({}, { [world.company.home.id]: ['use'] }) },
            {
              failure_ttl: changed(0, 86_400_000_000_000),
              time_til_dormant: changed(0, 1_209_600_000_000_000),
            },
          ]),
        },
      ];
    },
  },
  {
    times: 4,
    by: ['priya-r', 'KMatsuda'],
    steps: ({ world, random, turn }) => {
      const name = ['rust-bench', 'go-playground', 'Windows-2019', 'nomad-trial'][turn]!;
      const entry = {
        type: 'template',
        id: random.uuid(),
        target: name,
        organizationId: world.company.home.id,
      };
      return [
        {
          ...entry,
          action: 'create',
          status: 201,
          diff: createdWith({
            id: entry.id,
            name,
            provisioner: 'terraform',
            allow_user_autostart: true,
          }),
          keeps: { id: entry.id, kind: 'template', deleted: false },
        },
        {
          ...entry,
          after: 2 * day,
          action: 'write',
          diff: { deprecated: changed('', 'Use kubernetes-dev instead') },
        },
        ...(turn < 3
          ? [
              {
                ...entry,
                after: 9 * day,
                action: 'delete',
                diff: { name: changed(name, '') },
                discards: entry.id,
              },
            ]
          : []),
      ];
    },
  },
];

function groupOf({ world }: Scene, index: number) {
  const name = groups[index]!;
  return {
    type: 'group',
    id: world.random.fork(`group ${name}`).uuid(),
    target: name,
    organizationId: world.company.home.id,
  };
}

function membersDiff(scene: Scene, groupId: string, kept: number) {
  const row = (person: Person) => ({ group_id: groupId, user_id: person.id });
  const staff = scene.random.shuffled(scene.world.people.staff).slice(0, kept + 3);
  const before = staff.slice(0, kept + 1).map(row);
  const after = [...before.slice(0, kept), ...staff.slice(kept + 1).map(row)];
  return { members: changed(kept === 0 ? [] : before, after) };
}

function someone({ world, random, at }: Scene): Person {
  return random.pick(
    world.people.staff.filter(({ createdAt, leftAt }) => createdAt < at && (leftAt ?? at + 1) > at),
  );
}
