import type {
  StoredAuditLog,
  StoredOrganization,
  StoredUser,
} from '../../src/simulator/coder/state.ts';
import type { StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';

/** The trails are the same on every run, but for their end: the minute in which the run began. */
const newest = Math.floor(Date.now() / 60_000) * 60_000;
const secondsBetweenRows = 86;
const secondsBetweenEvents = 130;

export const callers = Array.from({ length: 40 }, (_, index) => ({
  coder: `${String(index).padStart(10, 'c')}-${'s'.repeat(22)}`,
  bindplane: `bench-key-${index}`,
}));

export const organization: StoredOrganization = {
  id: uuid(9, 1),
  name: 'platform',
  display_name: 'Platform',
  icon: '/emojis/1f6e0.png',
  description: '',
  created_at: '2025-01-01T00:00:00Z',
  updated_at: '2025-01-01T00:00:00Z',
  is_default: true,
};

export const benchUsers: readonly StoredUser[] = Array.from({ length: 500 }, (_, index) => ({
  id: uuid(1, index),
  username: `user-${index}`,
  name: index % 4 === 0 ? `Zoë Müller-Łukasz ${index}` : `Person Number ${index}`,
  email: `user-${index}@example.com`,
  avatar_url: `https://avatars.example.com/u/${index}?size=128`,
  created_at: '2025-01-01T00:00:00.123456Z',
  updated_at: '2026-01-01T00:00:00.123456Z',
  last_seen_at: '2026-11-20T11:00:00.123456Z',
  status: 'active',
  login_type: 'oidc',
  organization_ids: [organization.id],
  roles: index === 0 ? [{ name: 'owner', display_name: 'Owner' }] : [],
  deleted: false,
}));

const actions = ['write', 'create', 'start', 'stop', 'login', 'delete'];
const types = ['workspace', 'template', 'workspace_build', 'api_key', 'user', 'group'];

const patterns = Array.from({ length: 300 }, (_, index) => ({
  diff: {
    name: { old: `dev-box-${index}`, new: `dev-box-${index + 1}`, secret: false },
    ttl: { old: 28_800_000_000_000, new: 36_000_000_000_000, secret: false },
    autostart_schedule: { old: '', new: 'CRON_TZ=Europe/Oslo 30 9 * * 1-5', secret: false },
    hashed_secret: { old: '', new: '', secret: true },
  },
  additional_fields: {
    workspace_name: `dev-box-${index % 300}`,
    build_number: String(index % 90),
    build_reason: 'initiator',
    workspace_owner: `user-${(index * 7) % 500}`,
    workspace_id: uuid(4, index % 300),
  },
}));

/** Newest first, to three hundred patterns; about 1.6 KB each as answered, a quarter with non-ASCII text. */
export function benchRows(count: number): StoredAuditLog[] {
  return Array.from({ length: count }, (_, index) => ({
    id: uuid(2, index),
    time: new Date(newest - index * secondsBetweenRows * 1000)
      .toISOString()
      .replace('000Z', `${String(index % 1_000_000).padStart(6, '0')}Z`),
    user_id: benchUsers[(index * 7) % benchUsers.length]!.id,
    organization_id: organization.id,
    ip: `203.0.113.${index % 256}`,
    user_agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    resource_type: types[index % types.length]!,
    resource_id: uuid(3, index % 4000),
    resource_target: index % 4 === 0 ? `Büro-Größe-${index % 300}` : `dev-box-${index % 300}`,
    resource_icon: '',
    action: actions[index % actions.length]!,
    diff: patterns[index % patterns.length]!.diff,
    status_code: index % 25 === 0 ? 500 : 200,
    additional_fields: patterns[index % patterns.length]!.additional_fields,
    request_id: uuid(5, index),
  }));
}

export function benchEvents(count: number): StoredAuditEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `01K${String(count - index).padStart(23, '0')}`,
    timestamp: new Date(newest - index * secondsBetweenEvents * 1000)
      .toISOString()
      .replace('000Z', `${String(index % 1_000_000).padStart(6, '0')}Z`),
    resourceKind: 'Processor',
    resourceName: `filter_severity_${index % 40}`,
    description: '',
    user: `Person Number ${index % 60}`,
    action: 'Modified',
    configuration: `edge-prod-${index % 12}:${index % 90}`,
    account: '01HZX0M5Q3J7N9C1V2B4K6T8RW',
  }));
}

/** Half a day before the newest event, as Bindplane takes a date: some 330 events. */
export const eventWindow = new Date(newest - 12 * 3_600_000)
  .toISOString()
  .replaceAll(/\D/g, '')
  .slice(0, 14);

function uuid(kind: number, index: number): string {
  const hex = index.toString(16).padStart(12, '0');
  return `${kind}0000000-0000-4000-8000-${hex}`;
}
