import type { CoderSimulatorOptions } from '../../../src/simulator/coder/coder-simulator.ts';
import type {
  StoredAuditLog,
  StoredOrganization,
  StoredUser,
} from '../../../src/simulator/coder/state.ts';
import type { Simulator } from '../../../src/simulator/simulator-server.ts';

export const nilUuid = '00000000-0000-0000-0000-000000000000';
export const mainOrganization = 'f0000000-0000-4000-8000-000000000001';
export const otherOrganization = 'f0000000-0000-4000-8000-000000000002';

export function userId(number: number): string {
  return `d0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function user(number: number, fields: Partial<StoredUser> = {}): StoredUser {
  return {
    id: userId(number),
    username: `user-${number}`,
    name: '',
    email: `user-${number}@example.com`,
    avatar_url: '',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    last_seen_at: '0001-01-01T00:00:00Z',
    status: 'active',
    login_type: 'password',
    organization_ids: [mainOrganization],
    roles: [],
    deleted: false,
    ...fields,
  };
}

export function organization(id: string, fields: Partial<StoredOrganization>): StoredOrganization {
  return {
    id,
    name: 'main',
    display_name: 'Main',
    icon: '',
    description: '',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    is_default: false,
    ...fields,
  };
}

export function row(number: number, fields: Partial<StoredAuditLog> = {}): StoredAuditLog {
  const suffix = String(number).padStart(12, '0');
  return {
    id: `a0000000-0000-4000-8000-${suffix}`,
    time: `2026-03-01T00:00:${String(number % 60).padStart(2, '0')}Z`,
    user_id: userId(1),
    organization_id: mainOrganization,
    ip: '203.0.113.7',
    user_agent: 'curl/8',
    resource_type: 'template',
    resource_id: `b0000000-0000-4000-8000-${suffix}`,
    resource_target: `target-${number}`,
    resource_icon: '',
    action: 'write',
    diff: {},
    status_code: 200,
    additional_fields: {},
    request_id: `c0000000-0000-4000-8000-${suffix}`,
    ...fields,
  };
}

function token(number: number): string {
  return `keyid${String(number).padStart(5, '0')}-0123456789abcdefghijkl`;
}

/** Everybody's token, by what they may do. */
export const tokens = {
  owner: token(1),
  auditor: token(2),
  organizationAuditor: token(3),
  organizationAdmin: token(4),
  member: token(5),
} as const;

const people: readonly StoredUser[] = [
  user(1, { username: 'Olga', roles: [{ name: 'owner', display_name: 'Owner' }] }),
  user(2, { username: 'audrey', roles: [{ name: 'auditor', display_name: 'Auditor' }] }),
  user(3, {
    username: 'orson',
    roles: [{ name: 'organization-auditor', display_name: '', organization_id: otherOrganization }],
    organization_ids: [otherOrganization],
  }),
  user(4, {
    username: 'ada',
    roles: [{ name: 'organization-admin', display_name: '', organization_id: mainOrganization }],
  }),
  user(5, { username: 'mel' }),
];

const organizations = [
  organization(mainOrganization, { is_default: true }),
  organization(otherOrganization, { name: 'other', display_name: 'Other' }),
];

/** One caller for each kind of permission; users given are added. */
export function smallCompany({
  users = [],
  ...state
}: Partial<CoderSimulatorOptions> = {}): CoderSimulatorOptions {
  return {
    users: [...people, ...users],
    organizations,
    auditLogs: [],
    tokens: Object.fromEntries(
      Object.values(tokens).map((text, index) => [text, userId(index + 1)]),
    ),
    ...state,
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** One plain call below `/api/v2`, by default as the owner. */
export async function ask(
  simulator: Simulator,
  path: string,
  { as = tokens.owner, ...init }: RequestInit & { as?: string } = {},
): Promise<Reply> {
  const response = await fetch(`${simulator.url}/api/v2${path}`, {
    redirect: 'manual',
    ...init,
    headers: {
      ...(as === '' ? {} : { 'Coder-Session-Token': as }),
      ...(init.headers as Record<string, string> | undefined),
    },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

export interface AuditPage {
  readonly audit_logs: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  readonly count: number;
  readonly count_cap?: number;
}

export async function auditPage(
  simulator: Simulator,
  parameters: Readonly<Record<string, string | number>> = {},
  as: string = tokens.owner,
): Promise<AuditPage> {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  const { body } = await ask(simulator, `/audit?${query}`, { as });
  return body as AuditPage;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
