import type { Fault } from '../../src/simulator/faults.ts';

/**
 * What goes wrong for a while, and the code that tells it. None of these is tried again, and none
 * keeps the upstream from being asked for the next page.
 */
export const passingFaults: readonly (readonly [fault: Fault, code: string])[] = [
  [{ kind: 'status', status: 500, body: '{"message":"no"}' }, 'UPSTREAM_UNAVAILABLE'],
  [{ kind: 'status', status: 200, body: '<p>', contentType: 'text/html' }, 'UPSTREAM_BAD_RESPONSE'],
  [{ kind: 'status', status: 307, headers: { Location: '/' } }, 'UPSTREAM_BAD_RESPONSE'],
  [
    { kind: 'status', status: 404, body: '{"message":"Route not found."}' },
    'UPSTREAM_BAD_RESPONSE',
  ],
  [{ kind: 'truncatedBody' }, 'UPSTREAM_BAD_RESPONSE'],
  [{ kind: 'resetBody' }, 'UPSTREAM_BAD_RESPONSE'],
  [{ kind: 'hugeHeaders' }, 'UPSTREAM_BAD_RESPONSE'],
];
