import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/feed/instant.ts';
import type { BindplaneAuditEvent } from '../../src/upstream/bindplane/model.ts';
import { summarizeAuditEvent } from '../../src/upstream/bindplane/summary.ts';

const event: BindplaneAuditEvent = {
  id: '01JPN3V6ZK2Q8W4T7R9XEYBCDF',
  eventId: '01JPN3V6ZK2Q8W4T7R9XEYBCDF',
  at: '2025-03-18T18:21:09.123456000' as Instant,
  timestamp: '2025-03-18T18:21:09.123456Z',
  action: 'Modified',
  resourceKind: 'Source',
  resourceName: 'nginx',
  user: 'Dana Reyes',
  description: 'not read',
  configuration: 'edge-prod:7',
  account: null,
};

describe('a summary of an audit event', () => {
  it.each<[string, Partial<BindplaneAuditEvent>]>([
    ['Dana Reyes modified source nginx in edge-prod, version 7', {}],
    ['Dana Reyes modified source nginx in edge-prod', { configuration: 'edge-prod' }],
    ['Dana Reyes modified source nginx', { configuration: null }],
    ['Dana Reyes modified source nginx, version 7', { configuration: ':7' }],
    ['Dana Reyes modified source nginx in edge-prod', { configuration: 'edge-prod:' }],
    ['Someone deleted source nginx', { user: null, action: 'Deleted', configuration: null }],
    [
      'Dana Reyes started rollout edge-prod, version 7',
      { action: 'Started', resourceKind: 'Rollout', resourceName: 'edge-prod' },
    ],
    [
      'Dana Reyes created pending rollout edge-prod, version latest',
      {
        action: 'Pending',
        resourceKind: 'Rollout',
        resourceName: 'edge-prod',
        configuration: 'edge-prod:latest',
      },
    ],
    [
      'Dana Reyes created API key',
      { action: 'Created', resourceKind: 'APIKey', resourceName: null, configuration: null },
    ],
    [
      'Dana Reyes created user account binding eve',
      {
        action: 'Created',
        resourceKind: 'UserAccountBinding',
        resourceName: 'eve',
        configuration: null,
      },
    ],
    [
      'Dana Reyes deleted resource nginx',
      { action: 'Deleted', resourceKind: 'Unknown', configuration: null },
    ],
    [
      'Dana Reyes performed Login on user eve',
      { action: 'Login', resourceKind: 'User', resourceName: 'eve', configuration: null },
    ],
    ['Dana Reyes approved source nginx', { action: 'APPROVED', configuration: null }],
    ['Dana Reyes acted on source nginx', { action: ' ', configuration: null }],
    [
      'Someone modified resource',
      { user: ' ', resourceKind: '', resourceName: ' ', configuration: ' : ' },
    ],
    [
      String.raw`Dana Reyes modified source nginx\u000a`,
      { resourceName: 'nginx\n', configuration: null },
    ],
  ])('reads %j', (sentence, fields) => {
    expect(summarizeAuditEvent({ ...event, ...fields })).toBe(sentence);
  });

  it('is a sentence with all that is known, for any event', () => {
    const text = fc.stringMatching(/^[A-Za-z{}$&-]{1,12}$/);
    const events = fc.record({
      action: text,
      resourceKind: text,
      resourceName: fc.option(text),
      user: fc.option(text),
      configuration: fc.option(text),
    });

    fc.assert(
      fc.property(events, (fields) => {
        const summary = summarizeAuditEvent({ ...event, ...fields });

        expect(summary).toMatch(/^\S.*\S$/);
        for (const name of [fields.user, fields.resourceName, fields.configuration]) {
          expect(summary).toContain(name ?? '');
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
