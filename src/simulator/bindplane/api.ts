import { parseInstant } from '../../feed/instant.ts';
import type { Instant } from '../../feed/instant.ts';
import type { Answer, IncomingCall } from '../exchange.ts';
import { errors, json, notFound, octets, singlePageApp } from './answers.ts';
import { accountResource, configurationVersions, organization, userResource } from './directory.ts';
import type { Resource } from './directory.ts';
import { writeCsv } from './event-csv.ts';
import { writeEvents, writeList } from './event-json.ts';
import { configurationName } from './event-filters.ts';
import { BadParameterError, selectEvents } from './event-query.ts';
import type { Random } from '../random.ts';
import type { BindplaneKnobs, StoredAuditEvent, StoredBindplaneUser } from './state.ts';
import type { BindplaneTrail } from './trail.ts';

export interface BindplaneKey {
  readonly role: 'admin' | 'user';
  /** Id of the key's own project. Absent: that of all keys. */
  readonly account?: string;
}

export interface BindplaneState {
  readonly trail: BindplaneTrail;
  readonly users: readonly StoredBindplaneUser[];
  readonly keys: ReadonlyMap<string, BindplaneKey>;
  readonly account: string | undefined;
  readonly knobs: BindplaneKnobs;
  readonly random: Random;
  readonly version: string;
  readonly now: () => string;
}

/** One call of a caller who is known. */
interface AuthenticatedCall {
  readonly call: IncomingCall;
  readonly role: 'admin' | 'user';
  /** The project of its key. */
  readonly account: string | undefined;
  /** What the path names, decoded. */
  readonly name: string;
  readonly now: Instant;
}

type Route = (state: BindplaneState, call: AuthenticatedCall) => Answer;

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^\/v1\/audit-events$/, listEvents],
  [/^\/v1\/audit-events\/download$/, downloadEvents],
  [/^\/v1\/(?:organizations\/)?users$/, listUsers],
  [/^\/v1\/users\/([^/]+)$/, showUser],
  [/^\/v1\/(?:organizations\/)?(?:accounts|projects)$/, listAccounts],
  [/^\/v1\/organizations\/(?:accounts|projects)\/all$/, listAccounts],
  [/^\/v1\/(?:accounts|projects)\/([^/]+)$/, showAccount],
  [/^\/v1\/organizations$/, (state) => list(state, 'organizations', [organization])],
  [/^\/v1\/organizations\/([^/]+)$/, showOrganization],
  [/^\/v1\/configurations$/, listConfigurations],
  [/^\/v1\/configurations\/([^/]+)$/, showConfiguration],
  [/^\/v1\/configurations\/([^/]+)\/history$/, showHistory],
  [/^\/v1\/(?:sources|processors|connectors|destinations|extensions)\/[^/]+\/history$/, notFound],
  [/^\/v1\/[^/]+\/[^/]+\/history$/, () => errors(400, 'unknown resource kind')],
  [/^\/v1\/version$/, (state) => json(JSON.stringify({ commit: '', tag: state.version }))],
];

/** Answers what the real server would be asked; any other path or method gets its HTML page. */
export function answerCall(state: BindplaneState, call: IncomingCall): Answer {
  const now = parseInstant(state.now());
  if (now === undefined) throw new RangeError('The clock does not tell RFC 3339');
  const answer = route(state, call, now);
  return { ...answer, headers: { ...answer.headers, Date: new Date(`${now}Z`).toUTCString() } };
}

function route(state: BindplaneState, call: IncomingCall, now: Instant): Answer {
  if (call.method !== 'GET') return singlePageApp();
  if (call.path === '/health') return { status: 200 };
  for (const [path, answer] of routes) {
    const match = path.exec(call.path);
    if (match === null) continue;
    const key = state.keys.get(String(call.headers['x-bindplane-api-key']));
    if (key === undefined) return unauthorized(state.knobs);
    const name = decodeURIComponent(match[1] ?? '');
    const { role, account = state.account } = key;
    return answer(state, { call, role, account, name, now });
  }
  return singlePageApp();
}

function unauthorized(knobs: BindplaneKnobs): Answer {
  return knobs.unauthorizedBody === 'empty' ? { status: 401 } : errors(401, 'unauthorized');
}

function listEvents(state: BindplaneState, call: AuthenticatedCall): Answer {
  return withEvents(state, call, (events) => ({
    ...json(writeEvents(events, state.knobs)),
    rows: events.length,
  }));
}

function downloadEvents(state: BindplaneState, call: AuthenticatedCall): Answer {
  return octets(
    withEvents(state, call, (events) => ({ status: 200, body: writeCsv(events, state.knobs) })),
  );
}

/** Audit events are for the project's admins. */
function withEvents(
  state: BindplaneState,
  { call, role, account: own, now }: AuthenticatedCall,
  write: (events: StoredAuditEvent[]) => Answer,
): Answer {
  if (role !== 'admin') return errors(403, 'forbidden');
  const selected = call.headers['x-bindplane-account-id'];
  const account =
    state.knobs.accountHeader === 'honoured' && typeof selected === 'string' ? selected : own;
  try {
    const query = { parameters: call.query, account, now };
    return write(selectEvents(state.trail, query, state.knobs, state.random));
  } catch (error) {
    if (error instanceof BadParameterError) return errors(400, error.message);
    throw error;
  }
}

function listUsers(state: BindplaneState): Answer {
  const users = state.users.map((user) => userResource(user, state.knobs));
  return list(state, 'users', users);
}

function showUser(state: BindplaneState, { name }: AuthenticatedCall): Answer {
  const user = state.users.find(({ id }) => id === name);
  return user === undefined ? notFound() : show({ user: userResource(user, state.knobs) });
}

function listAccounts(state: BindplaneState, { account }: AuthenticatedCall): Answer {
  const accounts = account === undefined ? [] : [accountResource(account)];
  return list(state, 'accounts', accounts);
}

function showAccount(_: BindplaneState, { name, account }: AuthenticatedCall): Answer {
  return name === account ? show({ account: accountResource(name) }) : notFound();
}

function showOrganization(_: BindplaneState, { name }: AuthenticatedCall): Answer {
  return name === organization.metadata.name ? show({ organization }) : notFound();
}

function listConfigurations(state: BindplaneState): Answer {
  const versions = [...configurationVersions(state.trail.events).values()];
  return list(
    state,
    'configurations',
    versions.map((all) => all.at(-1)!),
  );
}

/** `name`, which is the latest version, or `name:version`. */
function showConfiguration(state: BindplaneState, { name: wanted }: AuthenticatedCall): Answer {
  const name = configurationName(wanted);
  const version = wanted === name ? undefined : wanted.slice(name.length + 1);
  const versions = configurationVersions(state.trail.events).get(name) ?? [];
  const configuration =
    version === undefined || version === 'latest'
      ? versions.at(-1)
      : versions.find(({ metadata }) => String(metadata.version) === version);
  return configuration === undefined ? notFound() : show({ configuration, raw: '' });
}

function showHistory(state: BindplaneState, { name }: AuthenticatedCall): Answer {
  const versions = configurationVersions(state.trail.events).get(name);
  return versions === undefined ? notFound() : show({ versions });
}

function list(state: BindplaneState, key: string, resources: readonly Resource[]): Answer {
  return json(writeList(key, resources, state.knobs));
}

function show(body: object): Answer {
  return json(JSON.stringify(body));
}
