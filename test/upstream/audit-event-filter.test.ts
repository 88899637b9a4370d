import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/feed/instant.ts';
import {
  type AuditEventFilterInput,
  auditEventMatcher,
  parseAuditEventFilter,
} from '../../src/upstream/bindplane/audit-event-filter.ts';
import type { BindplaneAuditEvent } from '../../src/upstream/bindplane/model.ts';

const noon = '2026-03-01T12:00:00.000000000' as Instant;

describe('parseAuditEventFilter', () => {
  it('asks for nothing when nothing is given', () => {
    const { range, ...criteria } = parseAuditEventFilter({
      occurredAt: { gte: null },
      actions: null,
      actor: null,
      configuration: null,
    });

    expect(range).toEqual({});
    expect(Object.values(criteria).filter((value) => value !== undefined)).toEqual([]);
  });

  it('folds what ignores case, and takes a configuration apart', () => {
    const input = { actions: ['Created', 'CREATED'], resourceTypes: ['Source'] };

    expect(parseAuditEventFilter({ ...input, configuration: 'edge-prod:7' })).toMatchObject({
      actions: ['created'],
      resourceTypes: ['source'],
      configuration: { name: 'edge-prod', version: '7' },
    });
    expect(parseAuditEventFilter({ configuration: 'edge-prod' })).toMatchObject({
      configuration: { name: 'edge-prod', version: null },
    });
  });

  it.each([
    ['filter.actions', { actions: [] }],
    ['filter.actions', { actions: [' '] }],
    ['filter.operationTypes', { operationTypes: [] }],
    ['filter.resourceTypes', { resourceTypes: Array.from({ length: 51 }, (_, n) => `k${n}`) }],
    ['filter.resourceName', { resourceName: '' }],
    ['filter.actorName', { actorName: '\t' }],
    ['filter.actor', { actor: {} }],
    ['filter.actor.email', { actor: { email: '' } }],
    ['filter.configuration', { configuration: '' }],
    ['filter.configuration', { configuration: ':7' }],
    ['filter.configuration', { configuration: ' :7' }],
    ['filter.configuration', { configuration: 'edge-prod:' }],
    ['filter.configuration', { configuration: ':' }],
    ['filter.occurredAt', { occurredAt: { gte: noon, lt: noon } }],
  ] as [string, AuditEventFilterInput][])('refuses %s in %o', (argument, input) => {
    expect(() => parseAuditEventFilter(input)).toThrow(
      expect.objectContaining({ name: 'InvalidArgumentError', argument }),
    );
  });
});

describe('auditEventMatcher', () => {
  it.each([
    [{ actions: ['modified'] }, { action: 'Modified' }, { action: 'Created' }],
    [{ operationTypes: ['CREATE'] }, { action: 'Pending' }, { action: 'Frobbed' }],
    [{ resourceTypes: ['SOURCE'] }, { resourceKind: 'Source' }, { resourceKind: 'SourceType' }],
    [{ resourceName: 'nginx' }, { resourceName: 'nginx' }, { resourceName: 'Nginx' }],
    [{ resourceName: 'nginx' }, { resourceName: 'nginx' }, { resourceName: null }],
    [{ actorName: ' dana REYES' }, { user: 'Dana Reyes ' }, { user: 'Dana' }],
    [{ actorName: 'Zoe\u0308' }, { user: 'ZO\u00cb' }, { user: 'Zoe' }],
    [{ actorName: 'dana' }, { user: 'dana' }, { user: null }],
    [{ configuration: 'edge' }, { configuration: 'edge:7' }, { configuration: 'edge-prod' }],
    [{ configuration: 'edge' }, { configuration: 'edge' }, { configuration: 'Edge' }],
    [{ configuration: 'edge' }, { configuration: 'edge:latest' }, { configuration: null }],
    [{ configuration: 'edge:7' }, { configuration: 'edge:7' }, { configuration: 'edge:77' }],
    [{ configuration: 'edge:7' }, { configuration: 'edge:7' }, { configuration: 'edge' }],
  ] as [AuditEventFilterInput, Partial<BindplaneAuditEvent>, Partial<BindplaneAuditEvent>][])(
    '%o has %o, not %o',
    (input, match, other) => {
      const matches = auditEventMatcher(parseAuditEventFilter(input), undefined);

      expect(matches(eventOf(match))).toBe(true);
      expect(matches(eventOf(other))).toBe(false);
    },
  );

  it('takes every name of a person, and nobody for no name', () => {
    const matches = auditEventMatcher({ range: {} }, ['Dana Reyes', 'dana@example.com']);

    expect(matches(eventOf({ user: 'dana reyes' }))).toBe(true);
    expect(matches(eventOf({ user: 'Dana@Example.com' }))).toBe(true);
    expect(matches(eventOf({ user: 'Dana' }))).toBe(false);
    expect(matches(eventOf({ user: null }))).toBe(false);
    expect(auditEventMatcher({ range: {} }, [])(eventOf({ user: 'Dana' }))).toBe(false);
  });

  it('wants all that is asked for', () => {
    const criteria = parseAuditEventFilter({ actions: ['created'], actorName: 'dana' });
    const matches = auditEventMatcher(criteria, undefined);

    expect(matches(eventOf({ action: 'Created', user: 'Dana' }))).toBe(true);
    expect(matches(eventOf({ action: 'Created', user: 'Eli' }))).toBe(false);
    expect(matches(eventOf({ action: 'Deleted', user: 'Dana' }))).toBe(false);
  });
});

function eventOf(fields: Partial<BindplaneAuditEvent>): BindplaneAuditEvent {
  return {
    id: '01JPN3V6ZK2Q8W4T7R9XEYBCDF',
    eventId: '01JPN3V6ZK2Q8W4T7R9XEYBCDF',
    at: noon,
    timestamp: '2026-03-01T12:00:00Z',
    action: 'Created',
    resourceKind: 'Source',
    resourceName: null,
    user: null,
    description: null,
    configuration: null,
    account: null,
    ...fields,
  };
}
