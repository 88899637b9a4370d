import type { Chore } from './chore.ts';
import { changed, createdWith, deletedWith, secretText } from './diff.ts';
import { hour, minute } from './micros.ts';

const curious = [
  'ananya',
  'ZofiaK',
  'hsato',
  'DanaReyes',
  'thiago',
  'rohit-m',
  'jpereira',
  'KMatsuda',
  'elif',
  'kaito',
  'nadia',
  'Jonas',
  'rhenders',
  'soren',
  'linh',
  'ebell',
];

/** Agents, their keys and what they may cost: all since 2.32 and later. */
export const aiChores: readonly Chore[] = [
  {
    times: 16,
    since: 'third',
    by: ['ingrid'],
    steps: ({ world, turn }) => {
      const person = world.people.named(curious[turn]!);
      return [
        {
          type: 'ai_seat',
          action: 'create',
          id: person.id,
          target: 'AI Seat',
          diff: createdWith({ user_id: person.id }),
        },
      ];
    },
  },
  {
    times: 170,
    since: 'third',
    by: curious,
    steps: ({ world, random, actor }) => {
      const id = random.uuid();
      const chat = {
        type: 'chat',
        id,
        target: id.slice(0, 8),
        organizationId: world.company.home.id,
      };
      const archives = random.chance(0.45);
      const shares = random.chance(0.15);
      const colleague = random.pick(world.people.staff).id;
      return [
        {
          ...chat,
          action: 'create',
          status: 201,
          diff: createdWith({ owner_id: actor.id, title: 'New chat' }),
          keeps: { id, kind: 'chat' as const, deleted: false, owner_id: actor.id },
        },
        ...(shares
          ? [
              {
                ...chat,
                after: 8 * minute,
                action: 'write',
                diff: { user_acl: changed({}, { [colleague]: ['read'] }) },
              },
            ]
          : []),
        ...(archives
          ? [
              {
                ...chat,
                after: random.between(1, 20) * hour,
                action: 'write',
                status: 204,
                diff: { archived: changed(false, true) },
              },
            ]
          : []),
        ...(archives && shares
          ? [
              {
                ...chat,
                after: 21 * hour,
                action: 'write',
                status: 204,
                diff: { archived: changed(true, false) },
              },
            ]
          : []),
      ];
    },
  },
  {
    times: 26,
    since: 'third',
    by: curious,
    tool: 'cli',
    steps: ({ random, actor }) => {
      const name = random.pick([
        'GITHUB_TOKEN',
        'NPM_TOKEN',
        'carrier-sandbox-key',
        'HF_TOKEN',
        'kubeconfig',
      ]);
      const id = random.uuid();
      const entry = { type: 'user_secret', id, target: name };
      const dropped = random.chance(0.25);
      return [
        {
          ...entry,
          action: 'create',
          status: 201,
          diff: { ...createdWith({ name, user_id: actor.id, env_name: name }), value: secretText },
          keeps: { id, kind: 'user_secret' as const, deleted: false, owner_id: actor.id },
        },
        ...(random.chance(0.4)
          ? [{ ...entry, after: 30 * hour, action: 'write', diff: { value: secretText } }]
          : []),
        ...(dropped
          ? [
              {
                ...entry,
                after: 50 * hour,
                action: 'delete',
                status: 204,
                diff: deletedWith({ name }),
                discards: id,
              },
            ]
          : []),
      ];
    },
  },
  {
    times: 3,
    since: 'third',
    by: ['priya-r', 'ingrid'],
    steps: ({ random, turn }) => {
      const name = ['anthropic', 'openai', 'bedrock-eu'][turn]!;
      const id = random.uuid();
      const provider = { type: 'ai_provider', id, target: name };
      const [first, second] = [random.uuid(), random.uuid()];
      return [
        {
          ...provider,
          action: 'create',
          status: 201,
          diff: createdWith({
            name,
            enabled: true,
            base_url: `https://${name}.ai-proxy.marlow-freight.example`,
          }),
        },
        {
          type: 'ai_provider_key',
          action: 'create',
          id,
          target: name,
          fields: { added: [first], removed: [], kept: [] },
          diff: { api_key: secretText },
        },
        {
          type: 'ai_provider_key',
          after: 70 * hour,
          action: 'write',
          id,
          target: name,
          fields: { added: [second], removed: [first], kept: [] },
          diff: { api_key: secretText },
        },
        ...(turn === 1
          ? [
              {
                ...provider,
                after: 96 * hour,
                action: 'write',
                diff: { enabled: changed(true, false) },
              },
              {
                type: 'ai_provider_key',
                after: 97 * hour,
                action: 'delete',
                id,
                target: name,
                fields: { added: [], removed: [second], kept: [] },
              },
              {
                ...provider,
                after: 98 * hour,
                action: 'delete',
                status: 204,
                diff: deletedWith({ name }),
              },
            ]
          : []),
      ];
    },
  },
  {
    times: 4,
    since: 'third',
    by: ['ingrid', 'priya-r'],
    steps: ({ world, turn }) => {
      const name = ['gpu-users', 'release-captains', 'on-call', 'Dock-Vision'][turn]!;
      const entry = {
        type: 'group_ai_budget',
        id: world.random.fork(`group ${name}`).uuid(),
        target: name,
        organizationId: world.company.home.id,
      };
      return [
        {
          ...entry,
          action: 'create',
          status: 201,
          diff: createdWith({ monthly_limit_cents: 50_000 }),
        },
        {
          ...entry,
          after: 60 * hour,
          action: 'write',
          diff: { monthly_limit_cents: changed(50_000, 80_000) },
        },
      ];
    },
  },
  {
    times: 9,
    since: 'third',
    by: ['ingrid'],
    steps: ({ world, turn }) => {
      const person = world.people.named(curious[turn]!);
      const entry = { type: 'user_ai_budget_override', id: person.id, target: person.username };
      return [
        {
          ...entry,
          action: 'create',
          status: 201,
          diff: createdWith({ monthly_limit_cents: 12_000 }),
        },
        ...(turn % 3 === 0
          ? [
              {
                ...entry,
                after: 26 * hour,
                action: 'write',
                diff: { monthly_limit_cents: changed(12_000, 20_000) },
              },
            ]
          : []),
        ...(turn % 4 === 1 ? [{ ...entry, after: 90 * hour, action: 'delete', status: 204 }] : []),
      ];
    },
  },
  {
    times: 12,
    since: 'third',
    by: curious,
    steps: ({ random, actor, turn }) => {
      const name = ['review-terraform', 'write-changelog', 'eta-regression', 'translate-labels'][
        turn % 4
      ]!;
      const entry = { type: 'user_skill', id: random.uuid(), target: name };
      return [
        { ...entry, action: 'create', status: 201, diff: createdWith({ name, user_id: actor.id }) },
        {
          ...entry,
          after: 15 * minute,
          action: 'write',
          diff: { description: changed('', 'For the whole team') },
        },
        ...(turn === 5 ? [{ ...entry, after: 40 * hour, action: 'delete', status: 204 }] : []),
      ];
    },
  },
  {
    times: 5,
    since: 'third',
    by: ['priya-r'],
    steps: ({ random, turn }) => {
      const name = `gateway-${['eu-1', 'eu-2', 'us-1', 'ap-1', 'canary'][turn]}`;
      const entry = { type: 'ai_gateway_key', id: random.uuid(), target: name };
      return [
        {
          ...entry,
          action: 'create',
          status: 201,
          diff: { ...createdWith({ name }), hashed_secret: secretText },
        },
        ...(turn === 4 ? [{ ...entry, after: 44 * hour, action: 'delete', status: 204 }] : []),
      ];
    },
  },
];
