import { describe, expect, it } from 'vitest';
import { breakCircuits } from '../../src/upstream/door/break-circuits.ts';
import type { CallObserver } from '../../src/telemetry/call-observer.ts';
import type { HttpAnswer } from '../../src/upstream/door/http-exchange.ts';
import type { UpstreamCall } from '../../src/upstream/door/upstream-call.ts';
import { UpstreamTimeoutError } from '../../src/upstream/door/upstream-error.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { answerOf, broken, unreachable, upstreamCall } from '../support/fake-door.ts';

type Way = (call: UpstreamCall) => HttpAnswer | Error | Promise<HttpAnswer>;

const well: Way = (call) => answerOf(call, 200);
const late: Way = (call) => new UpstreamTimeoutError('Too slow.', call.place);

class Door {
  readonly clock = new FakeClock();
  readonly told: string[] = [];
  way: Way = well;
  sent = 0;
  readonly #send;

  constructor() {
    const observer: CallObserver = {
      onBreaker: (_upstream, scope, state) => this.told.push(`${scope} ${state}`),
      onUnsent: (_call, reason) => this.told.push(reason),
    };
    const options = {
      cooldownMs: 5000,
      isOutage: (answer: HttpAnswer) => answer.headers['x-refusal'] === undefined,
    };
    this.#send = breakCircuits(
      'CODER',
      options,
      observer,
      this.clock,
    )(async (call) => {
      this.sent += 1;
      const outcome = await this.way(call);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    });
  }

  /** One call of the caller, and a quarter of a second. */
  async call(caller = 'alice', fields: Partial<UpstreamCall> = {}): Promise<string> {
    this.clock.ms += 250;
    return this.#send(upstreamCall({ caller, ...fields })).then(
      (answer) => String(answer.place.status),
      (error: Error) => error.message,
    );
  }

  async fail(way: Way, times: number, caller = 'alice'): Promise<void> {
    this.way = way;
    for (let call = 0; call < times; call += 1) await this.call(caller);
  }
}

const down = 'Coder has failed repeatedly and is asked again in 5 s.';

describe('the breaker of an upstream', () => {
  it.each<[string, Way]>([
    ['nobody listens', unreachable],
    ['502', (call) => answerOf(call, 502)],
    ['503', (call) => answerOf(call, 503)],
  ])('opens to all after five failures in a row: %s', async (_name, way) => {
    const door = new Door();

    await door.fail(way, 5);

    expect(await door.call('bob')).toBe(down);
    expect(door.sent).toBe(5);
    expect(door.told).toEqual(['UPSTREAM OPEN', 'BREAKER_OPEN']);
  });

  it.each<[string, Way]>([
    ['timeouts', late],
    ['resets', broken],
    ['500', (call) => answerOf(call, 500)],
    ['504', (call) => answerOf(call, 504)],
  ])('opens to the one caller who may have caused it: %s', async (_name, way) => {
    const door = new Door();

    await door.fail(way, 5);
    door.way = well;

    expect(await door.call('alice')).toBe(down);
    expect(await door.call('bob')).toBe('200');
    expect(door.told).toEqual(['CALLER OPEN', 'BREAKER_OPEN']);
  });

  it.each<[string, Way]>([
    ['400', (call) => answerOf(call, 400)],
    ['401', (call) => answerOf(call, 401)],
    ['403', (call) => answerOf(call, 403)],
    ['429', (call) => answerOf(call, 429)],
    ['a refusal by 500', (call) => answerOf(call, 500, { 'x-refusal': '1' })],
  ])('never opens because of %s', async (_name, way) => {
    const door = new Door();

    await door.fail(way, 50);

    expect(door.sent).toBe(50);
    expect(door.told).toEqual([]);
  });

  it('stays closed while anything succeeds between', async () => {
    const door = new Door();

    for (let round = 0; round < 10; round += 1) {
      await door.fail(unreachable, 4);
      await door.fail(well, 1, 'bob');
    }

    expect(door.sent).toBe(50);
    expect(door.told).toEqual([]);
  });

  it('stays closed when many calls fail at once', async () => {
    const door = new Door();
    await door.call();
    door.way = unreachable;
    const { ms } = door.clock;

    for (let call = 0; call < 50; call += 1) {
      door.clock.ms = ms;
      await door.call();
    }

    expect(door.told).toEqual([]);
  });

  it('tries one call after the cooldown, and opens again when it fails', async () => {
    const door = new Door();
    await door.fail(unreachable, 5);
    door.clock.ms += 5000;

    await door.fail(unreachable, 3);

    expect(door.sent).toBe(6);
    expect(door.told.slice(1)).toEqual([
      'UPSTREAM HALF_OPEN',
      'UPSTREAM OPEN',
      'BREAKER_OPEN',
      'BREAKER_OPEN',
    ]);
  });

  it('closes when the call that it tries succeeds', async () => {
    const door = new Door();
    await door.fail(unreachable, 5);
    door.clock.ms += 5000;

    await door.fail(well, 3);

    expect(door.sent).toBe(8);
    expect(door.told.slice(1)).toEqual(['UPSTREAM HALF_OPEN', 'UPSTREAM CLOSED']);
  });

  it('keeps the others back while one is tried', async () => {
    const door = new Door();
    await door.fail(unreachable, 5);
    door.clock.ms += 5000;
    const answers: ((answer: HttpAnswer) => void)[] = [];
    door.way = () => new Promise((resolve) => answers.push(resolve));

    const trial = door.call();
    const other = await door.call('bob');
    answers[0]!(answerOf(upstreamCall(), 200));

    expect(other).toBe('Coder has failed repeatedly and is asked again in 1 s.');
    expect(await trial).toBe('200');
  });

  it('tries the next call when the one it tried was given up', async () => {
    const door = new Door();
    await door.fail(unreachable, 5);
    door.clock.ms += 5000;
    const left = new AbortController();
    door.way = (call) => {
      left.abort();
      return new UpstreamTimeoutError('Given up.', call.place);
    };

    await door.call('alice', { signal: left.signal });
    door.way = well;

    expect(await door.call('bob')).toBe('200');
  });

  it('does not hold against a caller what it gave up itself', async () => {
    const door = new Door();
    const signal = AbortSignal.abort();
    door.way = late;

    for (let call = 0; call < 10; call += 1) await door.call('alice', { signal });

    expect(door.told).toEqual([]);
  });
});
