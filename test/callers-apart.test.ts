import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../src/config/config.ts';
import type { BindplaneSimulator } from '../src/simulator/bindplane/bindplane-simulator.ts';
import type { CoderSimulator } from '../src/simulator/coder/coder-simulator.ts';
import {
  auditEvent,
  auditLog,
  bindplaneKey,
  coderToken,
  dana,
  owner,
  platform,
  research,
  robot,
  startSimulators,
} from './support/acme.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';

const everything = `{
  viewer { username roles { name } organizations { name } }
  organizations { name }
  auditLogs(first: 4) {
    totalCount
    nodes { id resourceName organization { name } actor { username email createdAt } }
  }
  auditEvents(first: 4) { totalCount warnings { code } nodes { id resourceName account } }
  auditTimeline(first: 4) {
    totalCount
    nodes { id summary actor { email } }
    sources { source isIncluded code }
  }
}`;

/** A user of Coder and of Bindplane, with the marks of what only they may read. */
interface Caller {
  readonly headers: Readonly<Record<string, string>>;
  readonly sees: RegExp;
  readonly mayNotSee: RegExp;
}

const auditorToken = 'cccccccccc-dddddddddddddddddddddd';
const strangerToken = 'eeeeeeeeee-ffffffffffffffffffffff';
const southKey = 'f5c6a2b0-south';
const lowlyKey = 'f5c6a2b0-lowly';
const north = '01HZX0M5Q3J7N9C1V2B4K6T8RW';
const south = '01HZX0M5Q3J7N9C1V2B4K6T8RX';

function passingBoth(coder: string, bindplane: string): Record<string, string> {
  return { 'Coder-Session-Token': coder, 'X-Bindplane-Api-Key': bindplane };
}

let coder: CoderSimulator;
let bindplane: BindplaneSimulator;
let started: Gateway | undefined;

beforeAll(async () => {
  const roles = [
    {
      name: 'organization-auditor',
      display_name: 'Organization Auditor',
      organization_id: research.id,
    },
  ];
  const logs = Array.from({ length: 40 }, (_, number) => {
    const { id, name } = number % 2 === 0 ? platform : research;
    const user_id = number % 3 === 0 ? dana.id : owner.id;
    return auditLog(number, {
      user_id,
      organization_id: id,
      resource_target: `log-of-${name}-${number}`,
    });
  });
  const events = Array.from({ length: 40 }, (_, number) => {
    const [account, name] = number % 2 === 0 ? [north, 'north'] : [south, 'south'];
    return auditEvent(number, { account, resourceName: `event-of-${name}-${number}` });
  });
  ({ coder, bindplane } = await startSimulators({
    coder: {
      users: [owner, { ...dana, roles }, robot],
      auditLogs: logs,
      tokens: { [coderToken]: owner.id, [auditorToken]: dana.id, [strangerToken]: robot.id },
    },
    bindplane: {
      events,
      keys: {
        [bindplaneKey]: { role: 'admin', account: north },
        [southKey]: { role: 'admin', account: south },
        [lowlyKey]: { role: 'user', account: south },
      },
    },
  }));
  // Answers cross, and calls of different callers wait side by side.
  let calls = 0;
  const cross = () => ({ kind: 'latency', ms: (calls++ * 7) % 23 }) as const;
  coder.faults.rule(cross);
  bindplane.faults.rule(cross);
});

beforeEach(() => {
  coder.traffic.reset();
  bindplane.traffic.reset();
});

afterEach(() => started?.close());

afterAll(() => Promise.all([coder.close(), bindplane.close()]));

async function start(
  shared: { readonly coder?: string; readonly bindplane?: string } = {},
  config: Partial<Config> = {},
): Promise<Gateway> {
  started = await startGateway({
    coder: { url: coder.url, token: shared.coder },
    bindplane: { url: bindplane.url, token: shared.bindplane },
    config,
  });
  return started;
}

/** The errors stand in the order in which they came, which is no caller's business. */
async function ask({ query }: Gateway, { headers }: Caller): Promise<unknown> {
  const { data, errors = [] } = await query(everything, {}, headers);
  return { data, errors: errors.map((error) => JSON.stringify(error)).toSorted() };
}

/** Each caller asks alone, then all of them often and at once. */
async function askTogether(
  gateway: Gateway,
  callers: readonly Caller[],
  times: number,
): Promise<void> {
  const alone: unknown[] = [];
  for (const caller of callers) alone.push(await ask(gateway, caller));
  callers.forEach(({ sees, mayNotSee }, index) => {
    expect(JSON.stringify(alone[index])).toMatch(sees);
    expect(JSON.stringify(alone[index])).not.toMatch(mayNotSee);
  });

  const callsAlone = callsMade();

  const together = await Promise.all(
    Array.from({ length: times * callers.length }, async (_, number) => {
      const index = number % callers.length;
      return { index, answer: await ask(gateway, callers[index]!) };
    }),
  );

  for (const { index, answer } of together) expect(answer).toEqual(alone[index]);
  // Or else nothing was shared that could have been mixed up.
  expect(callsMade() - callsAlone).toBeLessThan(0.9 * times * callsAlone);
}

function callsMade(): number {
  return coder.traffic.calls.length + bindplane.traffic.calls.length;
}

function credentialsSeenBy(
  { traffic }: CoderSimulator | BindplaneSimulator,
  header: string,
): Set<unknown> {
  return new Set(traffic.calls.map(({ headers }) => headers[header]));
}

const olga: Caller = {
  headers: passingBoth(coderToken, bindplaneKey),
  sees: /log-of-platform.*log-of-research.*event-of-north/,
  mayNotSee: /event-of-south/,
};
const danaInResearch: Caller = {
  headers: passingBoth(auditorToken, southKey),
  sees: /log-of-research.*event-of-south/,
  mayNotSee: /log-of-platform|event-of-north/,
};
const stranger: Caller = {
  headers: passingBoth(strangerToken, lowlyKey),
  sees: /FORBIDDEN/,
  mayNotSee: /log-of|event-of/,
};

describe('callers who ask the same at the same time', () => {
  it('get what they get alone when both upstreams are passed through', async () => {
    const callers = [olga, danaInResearch, stranger];

    await askTogether(await start(), callers, 70);

    expect(credentialsSeenBy(coder, 'coder-session-token')).toEqual(
      new Set([coderToken, auditorToken, strangerToken]),
    );
    expect(credentialsSeenBy(bindplane, 'x-bindplane-api-key')).toEqual(
      new Set([bindplaneKey, southKey, lowlyKey]),
    );
  });

  it('get what they get alone over one connection to each upstream', async () => {
    const turns = { maxCalls: 1, maxCallsPerCaller: 1, maxAnswerBytes: 1e6 };
    const gateway = await start({}, { coderCalls: turns, bindplaneCalls: turns });

    await askTogether(gateway, [olga, danaInResearch, stranger], 20);
  });

  it('get their own events when Coder is shared', async () => {
    const gateway = await start(
      { coder: coderToken },
      { gatewayAuth: authBy(['first', 'second']) },
    );
    const callers = [
      {
        headers: { Authorization: 'Bearer first', 'X-Bindplane-Api-Key': bindplaneKey },
        sees: /log-of-platform.*log-of-research.*event-of-north/,
        mayNotSee: /event-of-south/,
      },
      {
        headers: { Authorization: 'Bearer second', 'X-Bindplane-Api-Key': southKey },
        sees: /log-of-platform.*log-of-research.*event-of-south/,
        mayNotSee: /event-of-north/,
      },
      {
        headers: { Authorization: 'Bearer second' },
        sees: /log-of-platform.*log-of-research.*UNAUTHENTICATED/,
        mayNotSee: /event-of/,
      },
    ];

    await askTogether(gateway, callers, 40);

    expect(credentialsSeenBy(coder, 'coder-session-token')).toEqual(new Set([coderToken]));
    expect(credentialsSeenBy(bindplane, 'x-bindplane-api-key')).toEqual(
      new Set([bindplaneKey, southKey]),
    );
  });

  it('get their own logs when Bindplane is shared', async () => {
    const gateway = await start(
      { bindplane: southKey },
      { gatewayAuth: authBy(['first', 'second']) },
    );
    const callers = [
      {
        headers: { Authorization: 'Bearer first', 'Coder-Session-Token': coderToken },
        sees: /log-of-platform.*event-of-south/,
        mayNotSee: /event-of-north/,
      },
      {
        headers: { Authorization: 'Bearer first', 'Coder-Session-Token': auditorToken },
        sees: /log-of-research.*event-of-south/,
        mayNotSee: /log-of-platform|event-of-north/,
      },
    ];

    await askTogether(gateway, callers, 40);

    expect(credentialsSeenBy(bindplane, 'x-bindplane-api-key')).toEqual(new Set([southKey]));
  });
});
