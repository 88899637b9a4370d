import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.ts';
import { credentialFor } from '../upstream/credentials.ts';
import { Budget } from '../feed/budget.ts';
import { AnswerBodies } from '../upstream/json/answer-body.ts';
import { systemClock } from '../upstream/door/call-clock.ts';
import type { CallClock } from '../upstream/door/call-clock.ts';
import type { CallObserver } from '../telemetry/call-observer.ts';
import type { PageObserver } from '../telemetry/page-observer.ts';
import type { CallScope } from '../upstream/door/call-scope.ts';
import { SignalFor } from '../upstream/door/call-signal.ts';
import type { CallSignal } from '../upstream/door/call-signal.ts';
import { createBindplaneClient } from '../upstream/bindplane/client.ts';
import type { BindplaneClient } from '../upstream/bindplane/client.ts';
import type { BindplaneUser } from '../upstream/bindplane/model.ts';
import { createBindplaneServer } from '../upstream/bindplane/server.ts';
import type { BindplaneServer } from '../upstream/bindplane/server.ts';
import { createCoderClient } from '../upstream/coder/client.ts';
import type { CoderClient } from '../upstream/coder/client.ts';
import { createOrganizationDirectory } from '../upstream/coder/organizations.ts';
import type { OrganizationDirectory } from '../upstream/coder/organizations.ts';
import type { CoderUser } from '../upstream/coder/model.ts';
import { coderRefusalOf } from '../upstream/coder/refusal.ts';
import { StateReader } from '../upstream/coder/resource-state.ts';
import { createUserDirectory } from '../upstream/coder/users.ts';
import type { UserDirectory } from '../upstream/coder/users.ts';
import { createHttpClient } from '../upstream/door/http-client.ts';
import type { HttpClient } from '../upstream/door/http-client.ts';
import {
  UpstreamNotConfiguredError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../upstream/door/upstream-error.ts';
import { upstreamLabel } from '../config/upstream-name.ts';
import type { UpstreamName } from '../config/upstream-name.ts';

/** What every resolver receives: lives for one request and knows its caller. */
export interface Context {
  readonly requestId: string;
  readonly config: Config;
  readonly onPage: PageObserver | undefined;
  /** Whether the gateway lets this caller run mutations. */
  readonly mayWrite: boolean;
  /**
   * Coder as this caller may use it: the same one all through a request. Throws
   * UpstreamNotConfiguredError, UpstreamUnauthenticatedError or CredentialHeaderError.
   */
  coder(): CoderRequest;
  /** Bindplane as this caller may use it; throws as `coder` does. */
  bindplane(): BindplaneRequest;
  /** What one list may spend: the calls of a scan, and the time of this request. */
  budget(): Budget;
  /** What upstreams answered: to be let go of when nothing of it is read any more. */
  readonly answers: AnswerBodies;
}

/** Most requests ask for no directory: none is made before. */
class CoderRequest {
  readonly client: CoderClient;
  #users: UserDirectory | undefined;
  #organizations: OrganizationDirectory | undefined;
  #viewer: Promise<CoderUser> | undefined;
  #stateReader: StateReader | undefined;

  constructor(client: CoderClient) {
    this.client = client;
  }

  get users(): UserDirectory {
    return (this.#users ??= createUserDirectory(this.client));
  }

  /** Whose credential this is. */
  viewer(): Promise<CoderUser> {
    return (this.#viewer ??= this.client.me());
  }

  get stateReader(): StateReader {
    return (this.#stateReader ??= new StateReader(
      () => this.viewer(),
      ({ id }) => this.client.rolesOf(id),
    ));
  }

  get organizations(): OrganizationDirectory {
    return (this.#organizations ??= createOrganizationDirectory(this.client));
  }
}

interface BindplaneRequest {
  readonly client: BindplaneClient;
  /** All users of the account, in one call a request. */
  readonly users: () => Promise<readonly BindplaneUser[]>;
}

/** The connections of the process, without any credential. */
export interface Upstreams {
  readonly coder: HttpClient | undefined;
  readonly bindplane: BindplaneUpstream | undefined;
  /** What its deadlines go by. */
  readonly clock: CallClock;
  close(): Promise<void>;
}

interface BindplaneUpstream {
  readonly http: HttpClient;
  readonly server: BindplaneServer;
}

/** A request as far as resolvers are concerned. */
export interface CallerRequest {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  /** Aborted when the deadline is over or the caller is gone. */
  readonly signal: CallSignal;
  /** By the clock of the upstreams. */
  readonly deadline: number;
  /** Whose turn the calls take, where callers share a credential. */
  readonly caller?: string | undefined;
  readonly mayWrite: boolean;
  readonly onAttempt?: CallScope['onAttempt'];
}

/** Connects to nothing yet: connections open with the first call. */
export function createUpstreams(
  config: Config,
  observer?: CallObserver,
  clock = systemClock,
): Upstreams {
  const common = {
    clock,
    timeoutMs: config.upstreamTimeoutMs,
    retries: config.upstreamRetries,
    cooldownMs: config.upstreamCooldownMs,
    observer,
  };
  const maxWaiting = config.maxWaitingCalls;
  const coder =
    config.coder &&
    createHttpClient({
      ...common,
      upstream: 'CODER',
      baseUrl: config.coder.url,
      tls: () => config.coder?.tls,
      proxy: config.coder.proxy,
      moreHeaders: () => config.coder?.headers,
      maxBodyBytes: config.coderCalls.maxAnswerBytes,
      turns: { ...config.coderCalls, maxWaiting },
      isOutage: (answer) => coderRefusalOf(answer) instanceof UpstreamUnavailableError,
    });
  const bindplane = config.bindplane && {
    http: createHttpClient({
      ...common,
      upstream: 'BINDPLANE',
      baseUrl: config.bindplane.url,
      tls: () => config.bindplane?.tls,
      proxy: config.bindplane.proxy,
      moreHeaders: () => config.bindplane?.headers,
      maxBodyBytes: config.bindplaneCalls.maxAnswerBytes,
      turns: { ...config.bindplaneCalls, maxWaiting },
    }),
    server: createBindplaneServer(),
  };
  return {
    coder,
    bindplane,
    clock,
    async close() {
      await Promise.all([coder?.close(), bindplane?.http.close()]);
    },
  };
}

export function createContext(
  config: Config,
  upstreams: Upstreams,
  request: CallerRequest,
  onPage?: PageObserver,
): Context {
  let coder: CoderRequest | undefined;
  let bindplane: BindplaneRequest | undefined;
  const answers = new AnswerBodies();
  const limits = {
    calls: config.scanBudgetCalls,
    deadline: request.deadline,
    now: upstreams.clock.now,
  };
  return {
    requestId: request.requestId,
    mayWrite: request.mayWrite,
    config,
    onPage,
    coder: () => (coder ??= createCoderRequest(config, upstreams.coder, request, answers)),
    bindplane: () =>
      (bindplane ??= createBindplaneRequest(config, upstreams.bindplane, request, answers)),
    budget: () => new Budget(limits),
    answers,
  };
}

function createCoderRequest(
  config: Config,
  http: HttpClient | undefined,
  request: CallerRequest,
  answers: AnswerBodies,
): CoderRequest {
  if (!http) throw notConfigured('CODER');
  const scope = callScope('CODER', config.coder?.token, request, answers);
  return new CoderRequest(createCoderClient(http, scope));
}

function createBindplaneRequest(
  config: Config,
  upstream: BindplaneUpstream | undefined,
  request: CallerRequest,
  answers: AnswerBodies,
): BindplaneRequest {
  if (!upstream) throw notConfigured('BINDPLANE');
  const client = createBindplaneClient(upstream.http, upstream.server, {
    ...callScope('BINDPLANE', config.bindplane?.token, request, answers),
    accountId: config.bindplane?.accountId,
  });
  let users: Promise<readonly BindplaneUser[]> | undefined;
  return { client, users: () => (users ??= client.users()) };
}

function callScope(
  upstream: UpstreamName,
  sharedToken: string | undefined,
  { requestId, headers, signal, deadline, caller, onAttempt }: CallerRequest,
  answers: AnswerBodies,
): CallScope {
  return {
    credential: credentialFor(upstream, sharedToken, headers),
    requestId,
    signal: new SignalFor(signal, tooLate[upstream]),
    deadline,
    caller: sharedToken === undefined ? undefined : caller,
    answers,
    onAttempt,
  };
}

/** What calls fail with when their request has ended. */
const tooLate = { CODER: timeoutOf('CODER'), BINDPLANE: timeoutOf('BINDPLANE') };

function timeoutOf(upstream: UpstreamName): UpstreamTimeoutError {
  return new UpstreamTimeoutError(
    `${upstreamLabel(upstream)} had not answered when the time for the whole request was over.`,
    { upstream },
  );
}

function notConfigured(upstream: UpstreamName): UpstreamNotConfiguredError {
  return new UpstreamNotConfiguredError(
    `${upstreamLabel(upstream)} is not configured in this gateway.`,
    { upstream },
  );
}
