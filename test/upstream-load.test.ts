import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../src/config/config.ts';
import type { CoderSimulatorOptions } from '../src/simulator/coder/coder-simulator.ts';
import type { CallClock } from '../src/upstream/door/call-clock.ts';
import type { Acme } from './support/acme.ts';
import {
  auditEvent,
  auditLog,
  bindplaneKey,
  coderToken,
  dana,
  owner,
  startAcme,
} from './support/acme.ts';
import { eventually, patience } from './support/eventually.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { FakeClock } from './support/fake-clock.ts';
import { callsWait, metricIs } from './support/gateway-metric.ts';
import { holdCalls } from './support/held-calls.ts';
import { startRestartablePort } from './support/restartable-port.ts';

const danaToken = 'dddddddddd-eeeeeeeeeeeeeeeeeeeeee';
const fewCalls = { maxCalls: 2, maxCallsPerCaller: 2, maxAnswerBytes: 1_000_000 };
const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const part of running.splice(0).toReversed()) await part.close();
});

async function start(
  config: Partial<Config> = {},
  coder: Partial<CoderSimulatorOptions> = {},
  clock?: CallClock,
): Promise<Acme> {
  const acme = await startAcme({
    coder: { auditLogs: [auditLog(1)], ...coder },
    bindplane: { events: [auditEvent(1)] },
    config,
    ...(clock && { clock }),
  });
  running.push(acme);
  return acme;
}

/** A gateway before the same systems, to which callers of Coder send their own token. */
async function startPassThrough(acme: Acme, config: Partial<Config> = {}): Promise<Gateway> {
  const gateway = await startGateway({ coder: { url: acme.coder.url }, config });
  running.push(gateway);
  return gateway;
}

function until(isTrue: () => boolean): Promise<void> {
  return eventually(() => expect(isTrue()).toBe(true));
}

const sharedCalls = 'auditgraph_upstream_calls_unsent_total{upstream="CODER",reason="SHARED"}';

describe('a caller that goes away', () => {
  it('ends its calls, those that wait too', async () => {
    const { gateway, coder } = await start({ coderCalls: fewCalls });
    coder.faults.rule(() => ({ kind: 'neverAnswer' }));
    const leaving = new AbortController();
    const answer = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ auditLogs { nodes { id } } viewer { id } organizations { id } }"}',
      signal: leaving.signal,
    });
    await until(() => coder.traffic.calls.length === 2);

    leaving.abort();
    await expect(answer).rejects.toThrow('abort');
    coder.faults.clear();

    // Its turns are free again, and what waited for them was not sent.
    expect(await gateway.query('{ viewer { username } }')).toEqual({
      data: { viewer: { username: 'olga' } },
    });
    expect(coder.traffic.calls).toHaveLength(3);
  });
});

describe('the deadline of a request', () => {
  it('ends all its calls, whatever each of them may take', async () => {
    const clock = new FakeClock();
    const { gateway, coder, bindplane } = await start(
      {
        upstreamTimeoutMs: 2 * patience,
        coderCalls: fewCalls,
      },
      {},
      clock,
    );
    for (const { faults } of [coder, bindplane]) faults.rule(() => ({ kind: 'neverAnswer' }));

    const answer = gateway.query(
      '{ auditLogs { nodes { id } } viewer { id } organizations { id } auditEvents { nodes { id } } }',
    );
    await until(() => coder.traffic.calls.length === 2 && bindplane.traffic.calls.length === 1);
    clock.pass(patience);
    const { errors } = await answer;

    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(
      Array.from({ length: 4 }, () => 'UPSTREAM_TIMEOUT'),
    );
    expect(coder.traffic.calls).toHaveLength(2);
  });
});

describe('callers at an upstream', () => {
  it('take turns, so that many calls of one do not hold up another', async () => {
    const acme = await start({}, { tokens: { [coderToken]: owner.id, [danaToken]: dana.id } });
    const gateway = await startPassThrough(acme, { coderCalls: fewCalls });
    const held = holdCalls(acme.coder);
    const order: string[] = [];
    const ask = async (token: string, number: number) => {
      await gateway.query(
        `{ user(by: { username: "user-${number}" }) { id } }`,
        {},
        { 'Coder-Session-Token': token },
      );
      order.push(token);
    };

    const many = Array.from({ length: 40 }, (_, number) => ask(coderToken, number));
    await callsWait(gateway, 38);
    const few = [ask(danaToken, 0), ask(danaToken, 1)];
    await callsWait(gateway, 40);
    held.release();
    await Promise.all(few);
    const before = order.filter((token) => token === coderToken).length;
    await Promise.all(many);

    expect(before).toBeLessThan(20);
  });

  it('are told to come back when too many wait', async () => {
    const { gateway, coder } = await start({ coderCalls: fewCalls, maxWaitingCalls: 1 });
    coder.faults.rule(() => ({ kind: 'latency', ms: 50 }));

    const { errors } = await gateway.query(
      '{ viewer { id } organizations { id } auditLogs { nodes { id } } upstreams { code } }',
    );

    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'RATE_LIMITED', upstream: 'CODER', retryAfterSeconds: 1 },
    ]);
  });

  it('share what they ask at the same time with the same credential, and only then', async () => {
    const acme = await start({}, { tokens: { [coderToken]: owner.id, [danaToken]: dana.id } });
    const gateway = await startPassThrough(acme);
    const held = holdCalls(acme.coder);
    const ask = (token: string) =>
      gateway.query('{ viewer { username } }', {}, { 'Coder-Session-Token': token });

    const asked = Array.from({ length: 200 }, (_, number) =>
      ask(number % 2 === 0 ? coderToken : danaToken),
    );
    await metricIs(gateway, sharedCalls, 198);
    held.release();
    const answers = await Promise.all(asked);

    expect(answers).toEqual(
      answers.map((_, number) => ({
        data: { viewer: { username: number % 2 === 0 ? 'olga' : 'dana' } },
      })),
    );
    const tokens = acme.coder.traffic.calls.map(({ headers }) => headers['coder-session-token']);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens)).toEqual(new Set([coderToken, danaToken]));
  });
});

describe('an upstream that is down', () => {
  it('is asked rarely, and answers fail fast', async () => {
    const { gateway, coder } = await start({ upstreamCooldownMs: patience });
    coder.faults.rule(() => ({ kind: 'status', status: 503 }));
    const ask = () => gateway.query('{ viewer { id } auditEvents { nodes { action } } }');
    while (!JSON.stringify(await ask()).includes('failed repeatedly'));
    coder.traffic.reset();

    for (let times = 0; times < 20; times += 1) {
      const { data, errors } = await ask();
      expect(data).toEqual({ viewer: null, auditEvents: { nodes: [{ action: 'Modified' }] } });
      expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' });
    }

    expect(coder.traffic.calls).toEqual([]);
  });

  it('is served again by itself after a restart under load', async () => {
    const acme = await start();
    const port = await startRestartablePort(acme.coder.url);
    const gateway = await startGateway({
      coder: { url: port.url, token: coderToken },
      bindplane: { url: acme.bindplane.url, token: bindplaneKey },
      config: { upstreamCooldownMs: 200 },
    });
    running.push(gateway);
    const answers: unknown[] = [];
    const over = new AbortController();
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!over.signal.aborted) {
          answers.push(
            await gateway.query(
              '{ auditLogs { nodes { action } } auditEvents { nodes { action } } }',
            ),
          );
        }
      }),
    );
    const auditEvents = { nodes: [{ action: 'Modified' }] };
    const whole = { data: { auditLogs: { nodes: [{ action: 'write' }] }, auditEvents } };
    const isWhole = (answer: unknown) => JSON.stringify(answer) === JSON.stringify(whole);
    await until(() => answers.length > 20);

    await port.close();
    await until(() => JSON.stringify(answers.at(-1) ?? '').includes('failed repeatedly'));
    await port.open();
    await until(() => answers.slice(-20).every(isWhole));
    over.abort();
    await load;
    await port.close();

    const failures = answers.filter((answer) => !isWhole(answer));
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure).toMatchObject({
        data: { auditLogs: null, auditEvents },
        errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' } }],
      });
    }
  });
});

describe('an upstream that limits', () => {
  it('is not asked again before the time that it told', async () => {
    const { gateway, coder } = await start();
    coder.faults.rule(() => ({ kind: 'status', status: 429, headers: { 'Retry-After': '3600' } }));

    for (let times = 0; times < 5; times += 1) {
      const { errors } = await gateway.query('{ viewer { id } }');
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', upstream: 'CODER' });
      expect(errors?.[0]?.extensions?.['retryAfterSeconds']).toBeGreaterThan(50);
    }

    expect(coder.traffic.calls).toHaveLength(1);
  });
});

describe('an upstream that answers too much', () => {
  it('is read up to the limit only', async () => {
    const limits = { maxCalls: 8, maxCallsPerCaller: 8, maxAnswerBytes: 1_000_000 };
    const { gateway, coder, bindplane } = await start({
      coderCalls: limits,
      bindplaneCalls: limits,
    });
    const gigabyte = 1_000_000_000;
    for (const { faults } of [coder, bindplane]) {
      faults.rule(() => ({ kind: 'hugeBody', bytes: gigabyte }));
    }

    const { errors } = await gateway.query(
      '{ viewer { id } auditLogs { nodes { id } } auditEvents { nodes { id } } }',
    );

    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(
      Array.from({ length: 3 }, () => 'UPSTREAM_BAD_RESPONSE'),
    );
    // The rest is what the operating system takes ahead.
    const calls = [...coder.traffic.calls, ...bindplane.traffic.calls];
    for (const { bytes } of calls) expect(bytes).toBeLessThan(gigabyte / 10);
    expect(calls.length).toBeLessThan(12);
  });
});
