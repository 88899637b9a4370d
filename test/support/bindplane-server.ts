import { onTestFinished } from 'vitest';
import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type {
  BindplaneSimulator,
  BindplaneSimulatorOptions,
} from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type { StoredAuditEvent, StoredBindplaneUser } from '../../src/simulator/bindplane/state.ts';

export const adminKey = 'f5c6a2b0-admin';
export const userKey = 'f5c6a2b0-user';

/** Id of a project. */
export const project = '01HZX0M5Q3J7N9C1V2B4K6T8RW';
export const users: readonly StoredBindplaneUser[] = [
  {
    id: '01HZX0M5Q3J7N9C1V2B4K6T8U1',
    name: 'dana',
    displayName: 'Dana Reyes',
    email: 'Dana@example.com',
  },
  { id: '01HZX0M5Q3J7N9C1V2B4K6T8U2', name: 'kim', displayName: '', email: 'kim@example.com' },
];

/** An event at `timestamp` whose id ends in its number. */
export function bindplaneEvent(
  number: number,
  timestamp: string,
  rest: Partial<StoredAuditEvent> = {},
): StoredAuditEvent {
  return {
    id: `01JPN3V6ZK${String(number).padStart(16, '0')}`,
    timestamp,
    resourceKind: 'Source',
    resourceName: 'nginx',
    description: 'Source nginx was modified',
    user: 'Dana Reyes',
    action: 'Modified',
    configuration: 'edge-prod:7',
    account: '',
    ...rest,
  };
}

const noon = Date.UTC(2025, 2, 18, 12);

/** Events 0–7, half a second apart from 2025-03-18T12:00:00Z on. */
export const halfSeconds: readonly StoredAuditEvent[] = Array.from({ length: 8 }, (_, number) =>
  bindplaneEvent(number, new Date(noon + number * 500).toISOString()),
);

/** A server with one admin's key and one other's, closed when the test ends. */
export async function startBindplane(
  options: Partial<BindplaneSimulatorOptions> = {},
): Promise<BindplaneSimulator> {
  const simulator = await startBindplaneSimulator({
    profile: 'published',
    events: [],
    users: [],
    keys: { [adminKey]: { role: 'admin' }, [userKey]: { role: 'user' } },
    now: () => '2025-03-20T00:00:00Z',
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
}

export interface PlainAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly date: string | null;
  readonly text: string;
}

/** A GET as any HTTP client would send it. */
export async function get(
  simulator: BindplaneSimulator,
  path: string,
  headers: Record<string, string> = { 'X-Bindplane-Api-Key': adminKey },
): Promise<PlainAnswer> {
  const response = await fetch(simulator.url + path, { headers, redirect: 'manual' });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    date: response.headers.get('date'),
    text: await response.text(),
  };
}

/** The events of a list, whatever its envelope. */
export async function getEvents(
  simulator: BindplaneSimulator,
  parameters: Record<string, string> = {},
): Promise<readonly Record<string, unknown>[]> {
  const { text } = await get(simulator, `/v1/audit-events?${new URLSearchParams(parameters)}`);
  const body = JSON.parse(text) as { auditEvents?: [] } | [] | null;
  return Array.isArray(body) ? body : (body?.auditEvents ?? []);
}

/** The numbers that `bindplaneEvent` gave, in the order of the answer. */
export async function getNumbers(
  simulator: BindplaneSimulator,
  parameters: Record<string, string> = {},
): Promise<readonly number[]> {
  const events = await getEvents(simulator, parameters);
  return events.map((event) => Number(String(event['id']).slice(10)));
}
