import type { Answer, IncomingCall } from '../exchange.ts';
import { json, routeNotFound } from './answers.ts';
import { listAuditLogs } from './audit-logs.ts';
import { authenticate } from './authentication.ts';
import type { TokenTable } from './authentication.ts';
import type { Deployment } from './deployment.ts';
import type { Values } from './go/url-query.ts';
import {
  getOrganization,
  listMembers,
  listOrganizations,
  listOrganizationsOf,
} from './organizations.ts';
import type { StoredUser } from './state.ts';
import { generateTestAuditLog } from './test-generate.ts';
import { findUser, getRoles, getUser, listUsers, userNotFound } from './users.ts';

/** A call whose caller is known. */
interface KnownCall {
  readonly deployment: Deployment;
  readonly call: IncomingCall;
  readonly values: Values;
  readonly caller: StoredUser;
  /** The part of the path that stands for `*`. */
  readonly parameter: string;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  answer(known: KnownCall): Answer;
}

const routes: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/audit\/?$/,
    answer: ({ deployment, caller, values }) => listAuditLogs(deployment, caller, values),
  },
  {
    method: 'POST',
    pattern: /^\/audit\/testgenerate$/,
    answer: ({ deployment, caller, call }) => generateTestAuditLog(deployment, caller, call),
  },
  {
    method: 'GET',
    pattern: /^\/users\/?$/,
    answer: ({ deployment, caller, values }) => listUsers(deployment, caller, values),
  },
  {
    method: 'GET',
    pattern: /^\/users\/([^/]+)$/,
    answer: (known) => withUser(known, (user) => getUser(known.deployment, user)),
  },
  {
    method: 'GET',
    pattern: /^\/users\/([^/]+)\/roles\/?$/,
    answer: (known) => withUser(known, (user) => getRoles(known.caller, user)),
  },
  {
    method: 'GET',
    pattern: /^\/users\/([^/]+)\/organizations\/?$/,
    answer: (known) =>
      withUser(known, (user) => listOrganizationsOf(known.deployment, known.caller, user)),
  },
  {
    method: 'GET',
    pattern: /^\/organizations\/?$/,
    answer: ({ deployment, caller }) => listOrganizations(deployment, caller),
  },
  {
    method: 'GET',
    pattern: /^\/organizations\/([^/]+)\/?$/,
    answer: ({ deployment, caller, parameter }) => getOrganization(deployment, caller, parameter),
  },
  {
    method: 'GET',
    pattern: /^\/organizations\/([^/]+)\/members\/?$/,
    answer: ({ deployment, caller, parameter }) => listMembers(deployment, caller, parameter),
  },
];

/** Answers a call below `/api/v2`; `path` is what follows it. */
export function route(
  deployment: Deployment,
  tokens: TokenTable,
  call: IncomingCall,
  path: string,
  values: Values,
): Answer {
  if (path === '' || path === '/') return getOnly(call, json(200, { message: '👋' }));
  if (path === '/buildinfo') return getOnly(call, buildInfo(deployment));
  if (!/^\/(?:audit|users|organizations)(?:\/|$)/.test(path)) return routeNotFound();

  const authentication = authenticate(deployment, tokens, call, values);
  if (authentication.caller === undefined) return authentication.refusal;
  const candidates = routes.filter(({ pattern }) => pattern.test(path));
  if (candidates.length === 0) return routeNotFound();
  const match = candidates.find(({ method }) => method === call.method);
  if (match === undefined) return methodNotAllowed(candidates.map(({ method }) => method));
  const parameter = decodeParameter(match.pattern.exec(path)?.[1] ?? '');
  return match.answer({ deployment, call, values, caller: authentication.caller, parameter });
}

function getOnly(call: IncomingCall, answer: Answer): Answer {
  return call.method === 'GET' ? answer : methodNotAllowed(['GET']);
}

function methodNotAllowed(allowed: string[]): Answer {
  return { status: 405, headers: { Allow: allowed } };
}

function withUser(
  { deployment, caller, parameter }: KnownCall,
  answer: (user: StoredUser) => Answer,
): Answer {
  const user = findUser(deployment, caller, parameter);
  return user === undefined ? userNotFound(deployment, parameter) : answer(user);
}

function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function buildInfo({ accessUrl, deploymentId, version }: Deployment): Answer {
  return json(200, {
    external_url: 'https://github.com/coder/coder',
    version: version.build,
    dashboard_url: accessUrl,
    telemetry: false,
    workspace_proxy: false,
    agent_api_version: '1.0',
    provisioner_api_version: version.provisionerApi,
    upgrade_message: '',
    deployment_id: deploymentId,
  });
}
