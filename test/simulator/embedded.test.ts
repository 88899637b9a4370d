import { describe, expect, it } from 'vitest';
import { startEmbeddedSimulators } from '../../src/simulator/embedded.ts';

describe('the embedded simulators', () => {
  it('answer with the sample trail and its credentials', async () => {
    const simulators = await startEmbeddedSimulators({
      now: () => '2026-11-20T17:00:00.5Z',
      arrivals: false,
    });
    try {
      const { coder, bindplane } = simulators;
      const headers = { 'Coder-Session-Token': coder.token };
      const rows = await fetch(`${coder.url}/api/v2/audit?limit=3`, { headers });
      const me = await fetch(`${coder.url}/api/v2/users/me`, { headers });
      const hour = 'min-date=20261111150000&max-date=20261111160000';
      const trailOfHour = await fetch(`${bindplane.url}/v1/audit-events?${hour}`, {
        headers: { 'X-Bindplane-Api-Key': bindplane.apiKey },
      });

      expect(coder.token).toMatch(/^[A-Za-z0-9]{10}-[A-Za-z0-9]{22}$/);
      expect(await rows.json()).toMatchObject({ count: 2001, audit_logs: [{}, {}, {}] });
      expect(await me.json()).toMatchObject({ username: 'ingrid', roles: [{ name: 'owner' }] });
      expect(await trailOfHour.text()).toContain('edge-prod:7');
    } finally {
      await simulators.close();
    }
  });

  it('show new rows while they run', async () => {
    const simulators = await startEmbeddedSimulators({ arrivalIntervalMs: 5 });
    try {
      const { url, token } = simulators.coder;
      const newest = async () => {
        const answer = await fetch(`${url}/api/v2/audit?limit=1`, {
          headers: { 'Coder-Session-Token': token },
        });
        const body = (await answer.json()) as { audit_logs: { id: string }[] };
        return body.audit_logs[0]?.id;
      };
      const first = await newest();

      await expect.poll(newest).not.toBe(first);
    } finally {
      await simulators.close();
    }
  });
});
