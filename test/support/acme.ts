import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type {
  BindplaneSimulator,
  BindplaneSimulatorOptions,
} from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type { StoredAuditEvent, StoredBindplaneUser } from '../../src/simulator/bindplane/state.ts';
import { startCoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import type {
  CoderSimulator,
  CoderSimulatorOptions,
} from '../../src/simulator/coder/coder-simulator.ts';
import type {
  StoredAuditLog,
  StoredOrganization,
  StoredUser,
} from '../../src/simulator/coder/state.ts';
import type { Config } from '../../src/config/config.ts';
import { startGateway } from './gateway.ts';
import type { Gateway, GatewayOptions } from './gateway.ts';

/** Now, for both simulators. */
export const now = '2026-03-01T12:00:00Z';
export const nilUuid = '00000000-0000-0000-0000-000000000000';
export const coderToken = 'aaaaaaaaaa-bbbbbbbbbbbbbbbbbbbbbb';
export const bindplaneKey = '3f6c2a58-4f0e-4b7a-9a3d-0c7e5d1b2a99';

/** A UUID that says what it is: `uuid('u', 7)`. */
export function uuid(kind: 'a' | 'b' | 'c' | 'd' | 'e', number: number): string {
  return `${kind}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export const platform = organization(1, 'platform', { is_default: true });
export const research = organization(2, 'research', { display_name: 'Research & Development' });

export const owner = user(1, 'olga', { roles: [{ name: 'owner', display_name: 'Owner' }] });
export const dana = user(2, 'dana', {
  name: 'Dana Reyes',
  email: 'Dana.Reyes@example.com',
  organization_ids: [platform.id, research.id],
});
export const robot = user(3, 'robot', {
  email: '',
  login_type: 'none',
  is_service_account: true,
});
export const gone = user(4, 'gone', { deleted: true });

export const danaOnBindplane = bindplaneUser(1, {
  name: 'dana.reyes@example.com',
  displayName: 'Dana Reyes',
  email: 'dana.reyes@example.com',
});

export interface Acme {
  readonly coder: CoderSimulator;
  readonly bindplane: BindplaneSimulator;
  readonly gateway: Gateway;
  /** The paths of the calls to Coder since the last time. */
  coderCalls(): readonly string[];
  bindplaneCalls(): readonly string[];
  close(): Promise<void>;
}

/** Both systems of the small company. */
export async function startSimulators(
  options: {
    readonly coder?: Partial<CoderSimulatorOptions>;
    readonly bindplane?: Partial<BindplaneSimulatorOptions>;
  } = {},
): Promise<{ readonly coder: CoderSimulator; readonly bindplane: BindplaneSimulator }> {
  const coder = await startCoderSimulator({
    users: [owner, dana, robot, gone],
    organizations: [platform, research],
    auditLogs: [],
    tokens: { [coderToken]: owner.id },
    now: () => now,
    ...options.coder,
  });
  const bindplane = await startBindplaneSimulator({
    events: [],
    users: [danaOnBindplane],
    keys: { [bindplaneKey]: { role: 'admin' } },
    now: () => now,
    ...options.bindplane,
  });
  return { coder, bindplane };
}

/** A small company: both simulators and the gateway before them, in shared mode. */
export async function startAcme(
  options: Parameters<typeof startSimulators>[0] & {
    readonly config?: Partial<Config>;
    readonly timeouts?: GatewayOptions['timeouts'];
    readonly clock?: GatewayOptions['clock'];
  } = {},
): Promise<Acme> {
  const { coder, bindplane } = await startSimulators(options);
  const gateway = await startGateway({
    coder: { url: coder.url, token: coderToken },
    bindplane: { url: bindplane.url, token: bindplaneKey },
    config: { allowTestAuditLog: true, ...options.config },
    ...(options.timeouts && { timeouts: options.timeouts }),
    ...(options.clock && { clock: options.clock }),
  });
  return {
    coder,
    bindplane,
    gateway,
    coderCalls: () => takeCalls(coder),
    bindplaneCalls: () => takeCalls(bindplane),
    async close() {
      await gateway.close();
      await Promise.all([coder.close(), bindplane.close()]);
    },
  };
}

function takeCalls({ traffic }: CoderSimulator | BindplaneSimulator): readonly string[] {
  const paths = traffic.calls.map(({ path }) => decodeURIComponent(path));
  traffic.reset();
  return paths;
}

export function auditLog(number: number, fields: Partial<StoredAuditLog> = {}): StoredAuditLog {
  return {
    id: uuid('a', number),
    time: '2026-02-10T10:00:00.123456Z',
    user_id: dana.id,
    organization_id: nilUuid,
    ip: '203.0.113.7',
    user_agent: 'curl/8.5.0',
    resource_type: 'template',
    resource_id: uuid('b', number),
    resource_target: `template-${number}`,
    resource_icon: '',
    action: 'write',
    diff: {},
    status_code: 200,
    additional_fields: {},
    request_id: uuid('c', number),
    ...fields,
  };
}

export function auditEvent(
  number: number,
  fields: Partial<StoredAuditEvent> = {},
): StoredAuditEvent {
  return {
    id: `01JPN3V6ZK2Q8W4T7R9X${String(number).padStart(6, '0')}`,
    timestamp: '2026-02-10T10:00:00.654321Z',
    resourceKind: 'Source',
    resourceName: 'nginx',
    description: '',
    user: 'Dana Reyes',
    action: 'Modified',
    configuration: 'edge-prod:7',
    account: '',
    ...fields,
  };
}

export function user(
  number: number,
  username: string,
  fields: Partial<StoredUser> = {},
): StoredUser {
  return {
    id: uuid('d', number),
    username,
    name: '',
    email: `${username}@example.com`,
    avatar_url: '',
    created_at: '2025-01-01T09:00:00.000001Z',
    updated_at: '2025-06-01T09:00:00Z',
    last_seen_at: '2026-02-28T08:30:00Z',
    status: 'active',
    login_type: 'oidc',
    organization_ids: [platform.id],
    roles: [],
    deleted: false,
    ...fields,
  };
}

export function bindplaneUser(
  number: number,
  fields: Partial<StoredBindplaneUser> = {},
): StoredBindplaneUser {
  return {
    id: `01HZX0M5Q3J7N9C1V2B4${String(number).padStart(6, '0')}`,
    name: `user-${number}`,
    displayName: '',
    email: '',
    ...fields,
  };
}

function organization(
  number: number,
  name: string,
  fields: Partial<StoredOrganization>,
): StoredOrganization {
  return {
    id: uuid('e', number),
    name,
    display_name: '',
    icon: '',
    description: `The ${name} team`,
    created_at: '2025-01-01T08:00:00Z',
    updated_at: '2025-01-02T08:00:00Z',
    is_default: false,
    ...fields,
  };
}
