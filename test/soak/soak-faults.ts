import type { Fault } from '../../src/simulator/faults.ts';

/** What an upstream does for a while, in turn; each as it is met in the field. */
export const soakFaults: Readonly<Record<string, Fault>> = {
  slow: { kind: 'latency', ms: 200 },
  silent: { kind: 'neverAnswer' },
  down: { kind: 'status', status: 503, body: 'no healthy upstream', contentType: 'text/plain' },
  broken: { kind: 'status', status: 500, body: '{"message":"Internal error."}' },
  limiting: { kind: 'status', status: 429, body: '{}', headers: { 'Retry-After': '1' } },
  behindLogin: { kind: 'status', status: 200, body: '<p>Log in', contentType: 'text/html' },
  cut: { kind: 'truncatedBody' },
  trickling: { kind: 'slowBody', bytesPerSecond: 2000 },
  flooding: { kind: 'hugeBody', bytes: 20_000_000 },
  resetting: { kind: 'reset' },
  resettingBodies: { kind: 'resetBody' },
  endlessHeaders: { kind: 'endlessHeaders', intervalMs: 10 },
};
