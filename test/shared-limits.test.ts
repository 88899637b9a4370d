import { afterEach, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../src/simulator/coder/coder-simulator.ts';
import type { CoderSimulator } from '../src/simulator/coder/coder-simulator.ts';
import { auditLog, dana, now, owner, platform } from './support/acme.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway, GatewayOptions } from './support/gateway.ts';

const limit = 40;
const ownToken = 'aaaaaaaaaa-bbbbbbbbbbbbbbbbbbbbbb';
const danaToken = 'dddddddddd-bbbbbbbbbbbbbbbbbbbbbb';
const auditor = { ...dana, roles: [{ name: 'auditor', display_name: 'Auditor' }] };
const page = '{ auditLogs(first: 1) { nodes { logId } } }';

let coder: CoderSimulator;
let gateway: Gateway;

afterEach(async () => {
  await gateway.close();
  await coder.close();
});

async function start(version: '2.30.9' | '2.35.1', options: Partial<GatewayOptions['coder']> = {}) {
  coder = await startCoderSimulator({
    version,
    users: [owner, auditor],
    organizations: [platform],
    auditLogs: [auditLog(1)],
    tokens: { [ownToken]: owner.id, [danaToken]: auditor.id },
    requestsPerMinute: limit,
    now: () => now,
  });
  const isShared = options.token !== undefined;
  gateway = await startGateway({
    coder: { url: coder.url, ...options },
    ...(isShared && {
      config: {
        gatewayAuth: authBy(['scanner-token-of-some-length', 'reader-token-of-some-length']),
      },
    }),
  });
}

async function codeOf(headers: Record<string, string>): Promise<unknown> {
  const { errors } = await gateway.query(page, {}, headers);
  return errors?.[0]?.extensions?.['code'];
}

/** Asks as long as it is answered; how often that was. */
async function scan(headers: Record<string, string>): Promise<number> {
  for (let answered = 0; ; answered += 1) {
    const code = await codeOf(headers);
    if (code !== undefined) {
      expect(code).toBe('RATE_LIMITED');
      return answered;
    }
  }
}

describe('a limit that callers share', () => {
  it.each([
    [
      'by their address',
      '2.30.9' as const,
      {},
      { 'Coder-Session-Token': ownToken },
      { 'Coder-Session-Token': danaToken },
    ],
    [
      'by their credential',
      '2.35.1' as const,
      { token: ownToken },
      { Authorization: 'Bearer scanner-token-of-some-length' },
      { Authorization: 'Bearer reader-token-of-some-length' },
    ],
  ])('%s leaves a page to who does not scan', async (_how, version, options, scanner, reader) => {
    await start(version, options);

    const answered = await scan(scanner);

    expect(answered).toBeGreaterThanOrEqual(limit / 2);
    expect(answered).toBeLessThan(limit);
    expect(await codeOf(reader)).toBeUndefined();
    expect(await codeOf(scanner)).toBe('RATE_LIMITED');
    expect(coder.traffic.calls.every(({ status }) => status === 200)).toBe(true);
  });

  it('is each one its own when Coder counts users', async () => {
    await start('2.35.1');

    await scan({ 'Coder-Session-Token': ownToken });

    expect(await scan({ 'Coder-Session-Token': danaToken })).toBeGreaterThanOrEqual(limit / 2);
  });
});
