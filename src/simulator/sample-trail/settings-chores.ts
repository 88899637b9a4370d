import type { Chore } from './chore.ts';
import { changed, createdWith, deletedWith, secretBytes } from './diff.ts';
import { day, formatMicros, hour, minute, second } from './micros.ts';

/** Settings of the whole deployment have fixed ids. */
const idpSync = '51a51c00-0000-0000-0000-000000000000';
const settings = (digit: number) => `00000000-0000-0000-0000-00000000000${digit}`;

/** What administrators do to the deployment. */
export const settingsChores: readonly Chore[] = [
  {
    times: 1,
    by: ['ingrid'],
    daysAgo: 58,
    steps: ({ world }) => {
      const hackWeek = world.company.organizations.find(({ name }) => name === 'hack-week')!;
      const entry = { type: 'organization', id: hackWeek.id, organizationId: hackWeek.id };
      const names = { name: 'hack-week', display_name: 'Hack Week', icon: hackWeek.icon };
      return [
        { ...entry, action: 'create', target: 'hack-week', status: 201, diff: createdWith(names) },
        {
          ...entry,
          after: 2 * hour,
          action: 'write',
          target: 'hack-week',
          diff: { description: changed('', hackWeek.description) },
        },
        {
          ...entry,
          after: 7 * day,
          action: 'delete',
          target: 'hack-week',
          diff: deletedWith(names),
        },
      ];
    },
  },
  {
    times: 1,
    by: ['ingrid'],
    daysAgo: 77,
    steps: ({ random, at }) => {
      const license = (days: number) => ({
        exp: formatMicros(at + days * day),
        uploaded_at: formatMicros(at + Math.min(0, days - 20) * day),
        uuid: random.uuid(),
      });
      return [
        {
          type: 'license',
          action: 'create',
          target: '4',
          status: 201,
          diff: createdWith(license(385)),
        },
        { type: 'license', action: 'delete', target: '3', diff: deletedWith(license(20)) },
      ];
    },
  },
  {
    times: 3,
    by: ['ingrid', 'tmarchetti'],
    steps: ({ random, turn }) => {
      const [name, title] = [
        ['edge-osaka', 'Osaka'],
        ['edge-denver', 'Denver'],
        ['edge-gru', 'São Paulo'],
      ][turn]!;
      const proxy = { type: 'workspace_proxy', id: random.uuid(), target: name };
      const url = `https://${name}.coder.marlow-freight.example`;
      const all = createdWith({ name, display_name: title, url, derp_enabled: true });
      return [
        {
          ...proxy,
          action: 'create',
          status: 201,
          diff: { ...all, token_hashed_secret: secretBytes },
        },
        {
          ...proxy,
          after: 9 * minute,
          action: 'write',
          diff: { url: changed('', url), version: changed('', 'v2.31.11') },
        },
        { ...proxy, after: 3 * day, action: 'write', diff: { token_hashed_secret: secretBytes } },
        ...(turn === 2
          ? [{ ...proxy, after: 11 * day, action: 'delete', diff: deletedWith({ name, url }) }]
          : []),
      ];
    },
  },
  {
    times: 6,
    by: ['tmarchetti', 'jdoyle'],
    steps: ({ turn }) => {
      const before = [[], ['DERP'], ['DERP', 'Websocket']][turn % 3];
      const after = [['DERP'], ['DERP', 'Websocket'], []][turn % 3];
      return [
        {
          type: 'health_settings',
          action: 'write',
          id: settings(1),
          diff: { dismissed_healthchecks: changed(before, after) },
        },
      ];
    },
  },
  {
    times: 4,
    by: ['ingrid', 'tmarchetti'],
    steps: () => {
      const entry = { type: 'notifications_settings', action: 'write', id: settings(2) };
      return [
        { ...entry, diff: { notifier_paused: changed(false, true) } },
        { ...entry, after: 40 * minute, diff: { notifier_paused: changed(true, false) } },
      ];
    },
  },
  {
    times: 7,
    by: ['tmarchetti', 'ingrid'],
    steps: ({ random, turn }) => [
      {
        type: 'notification_template',
        action: 'write',
        id: random.uuid(),
        target: ['Workspace Deleted', 'Workspace Autobuild Failed', 'User account suspended'][
          turn % 3
        ],
        diff: {
          method: changed(turn % 2 === 0 ? null : 'smtp', turn % 2 === 0 ? 'smtp' : 'webhook'),
        },
      },
    ],
  },
  {
    times: 3,
    since: 'second',
    by: ['priya-r'],
    steps: () => {
      const entry = { type: 'prebuilds_settings', action: 'write', id: settings(3) };
      return [
        { ...entry, diff: { reconciliation_paused: changed(false, true) } },
        { ...entry, after: 25 * minute, diff: { reconciliation_paused: changed(true, false) } },
      ];
    },
  },
  ...(['organization', 'group', 'role'] as const).map((what): Chore => ({
    times: 3,
    by: ['ingrid'],
    steps: ({ world, turn }) => [
      {
        type: `idp_sync_settings_${what}`,
        action: 'write',
        id: idpSync,
        target: `${what.charAt(0).toUpperCase()}${what.slice(1)} Sync`,
        organizationId: what === 'organization' ? undefined : world.company.home.id,
        diff: {
          field: changed(turn === 0 ? '' : 'groups', turn === 2 ? 'roles' : 'groups'),
          mapping: changed(
            { 'mf-engineering': [world.company.home.id] },
            {
              'mf-engineering': [world.company.home.id],
              'mf-data': [world.company.organizations[1]!.id],
            },
          ),
        },
      },
    ],
  })),
  {
    times: 4,
    by: ['ingrid'],
    steps: ({ world, random, turn }) => {
      const name = ['release-captain', 'Template-Reviewer', 'night-shift', 'gpu-operator'][turn]!;
      const role = {
        type: 'custom_role',
        id: random.uuid(),
        target: name,
        organizationId: world.company.home.id,
      };
      const start = { negate: false, resource_type: 'workspace', action: 'start' };
      const stop = { ...start, action: 'stop' };
      return [
        {
          ...role,
          action: 'create',
          diff: { name: changed('', name), org_permissions: changed(null, [start]) },
        },
        {
          ...role,
          after: 5 * minute,
          action: 'write',
          diff: { org_permissions: changed([start], [start, stop]) },
        },
        ...(turn === 2
          ? [
              {
                ...role,
                after: 13 * day,
                action: 'delete',
                diff: deletedWith({ name, display_name: '' }),
              },
            ]
          : []),
      ];
    },
  },
  {
    times: 5,
    by: ['tmarchetti', 'jdoyle'],
    steps: ({ random, turn }) => {
      const name = ['Backstage', 'Grafana', 'Depot Portal', 'JupyterHub', 'Old Wiki'][turn]!;
      const [app, secret] = [random.uuid(), random.uuid()];
      const url = `https://${name.toLowerCase().replace(' ', '-')}.marlow-freight.example/callback`;
      const ofApp = { type: 'oauth2_provider_app', id: app, target: name };
      const ofSecret = { type: 'oauth2_provider_app_secret', id: secret, target: name };
      return [
        {
          ...ofApp,
          action: 'create',
          status: 201,
          diff: createdWith({ name, callback_url: url }),
          keeps: { id: app, kind: 'oauth2_app', deleted: false },
        },
        {
          ...ofSecret,
          action: 'create',
          status: 201,
          keeps: { id: secret, kind: 'oauth2_secret', deleted: false, parent_id: app },
        },
        {
          ...ofApp,
          after: 6 * minute,
          action: 'write',
          diff: { callback_url: changed(url, `${url}/v2`) },
        },
        ...(turn === 4
          ? [
              { ...ofSecret, after: 8 * day, action: 'delete', status: 204, discards: secret },
              {
                ...ofApp,
                after: 8 * day + 3 * second,
                action: 'delete',
                status: 204,
                discards: app,
              },
            ]
          : []),
      ];
    },
  },
];
