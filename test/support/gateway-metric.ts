import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import type { Gateway } from './gateway.ts';

/** Waits until a metric of the gateway has this value. */
export function metricIs(
  { url }: Pick<Gateway, 'url'>,
  name: string,
  value: number,
): Promise<void> {
  return eventually(async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics.split('\n')).toContain(`${name} ${value}`);
  });
}

/** Waits until so many calls to Coder wait for their turn. */
export function callsWait(gateway: Pick<Gateway, 'url'>, count: number): Promise<void> {
  return metricIs(gateway, 'auditgraph_upstream_calls{upstream="CODER",state="waiting"}', count);
}

/** Waits until so many calls are sent and not answered, one upstream after the other. */
export async function callsAreInFlight(
  gateway: Pick<Gateway, 'url'>,
  counts: Readonly<Partial<Record<'CODER' | 'BINDPLANE', number>>>,
): Promise<void> {
  for (const [upstream, count] of Object.entries(counts)) {
    await metricIs(
      gateway,
      `auditgraph_upstream_calls{upstream="${upstream}",state="in_flight"}`,
      count,
    );
  }
}
