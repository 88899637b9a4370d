import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/feed/instant.ts';
import {
  type AuditLogFilterInput,
  parseAuditLogFilter,
} from '../../src/upstream/coder/audit-log-filter.ts';

const uuid = '8f8b8f6e-4c5e-4a3f-9d58-6b1c2f0e7a11';
const nil = '00000000-0000-0000-0000-000000000000';
const march = '2026-03-01T00:00:00.000000000' as Instant;
const april = '2026-04-01T00:00:00.000000000' as Instant;

describe('parseAuditLogFilter', () => {
  it('asks for nothing when nothing is given', () => {
    const nulls: AuditLogFilterInput = {
      occurredAt: { gte: null, lt: null },
      actions: null,
      operationTypes: null,
      resourceTypes: null,
      resourceId: null,
      actor: null,
      organization: null,
      isSuccessful: null,
      search: null,
    };

    for (const input of [{}, nulls]) {
      const { range, ...criteria } = parseAuditLogFilter(input);
      expect(range).toEqual({});
      expect(Object.values(criteria).filter((value) => value !== undefined)).toEqual([]);
    }
  });

  it('folds what ignores case, keeps what does not, and drops repeats', () => {
    const criteria = parseAuditLogFilter({
      actions: ['Create', 'create', 'WRITE'],
      resourceTypes: ['Template'],
      buildReasons: ['AutoStart'],
      resourceTarget: 'Web API',
      resourceId: uuid.toUpperCase(),
      statusCodes: [200, 200],
      isSuccessful: false,
    });

    expect(criteria).toMatchObject({
      actions: ['create', 'write'],
      resourceTypes: ['template'],
      buildReasons: ['autostart'],
      resourceTarget: 'Web API',
      resourceId: uuid,
      statusCodes: [200],
      isSuccessful: false,
    });
  });

  it.each([
    ['filter.actions', { actions: [] }],
    ['filter.actions', { actions: [''] }],
    ['filter.actions', { actions: Array.from({ length: 51 }, (_, index) => `a${index}`) }],
    ['filter.operationTypes', { operationTypes: [] }],
    ['filter.resourceTypes', { resourceTypes: ['a\0'] }],
    ['filter.buildReasons', { buildReasons: [] }],
    ['filter.statusCodes', { statusCodes: [] }],
    ['filter.resourceTarget', { resourceTarget: '' }],
    ['filter.resourceTarget', { resourceTarget: '\ud800' }],
    ['filter.ip', { ip: ' ' }],
    ['filter.search', { search: '' }],
    ['filter.resourceId', { resourceId: nil }],
    ['filter.requestId', { requestId: nil }],
    ['filter.actor', { actor: {} }],
    ['filter.actor', { actor: { username: 'a', email: 'a@example.com' } }],
    ['filter.actor.username', { actor: { username: '' } }],
    ['filter.actor.userId', { actor: { userId: nil } }],
    ['filter.organization', { organization: {} }],
    ['filter.organization', { organization: { organizationId: uuid, name: 'acme' } }],
    ['filter.organization.organizationId', { organization: { organizationId: nil } }],
    ['filter.occurredAt', { occurredAt: { gte: march, lt: march } }],
    ['filter.occurredAt', { occurredAt: { gte: april, lt: march } }],
  ] as [string, AuditLogFilterInput][])('refuses %s in %o', (argument, input) => {
    expectRefusal(input, argument);
  });
});

describe('the search of a filter', () => {
  it.each([
    ['action:Create', { actions: ['create'] }],
    ['Template', { resourceTypes: ['template'] }],
    ['build_reason:AutoStart', { buildReasons: ['autostart'] }],
    ['resource_target:"Web API"', { resourceTarget: 'Web API' }],
    ['username:Alice', { actor: { username: 'Alice' } }],
    ['username:Me', { actor: 'me' }],
    ['email:Alice@Example.com', { actor: { email: 'Alice@Example.com' } }],
    ['organization:Acme', { organization: { name: 'Acme' } }],
    [`organization:${uuid}`, { organization: { organizationId: uuid } }],
    [`resource_id:${uuid.toUpperCase()}`, { resourceId: uuid }],
    [`resource_id:${uuid.replaceAll('-', '')}`, { resourceId: uuid }],
    [`request_id:{${uuid}}`, { requestId: uuid }],
    [`request_id:"urn:uuid:${uuid}"`, { requestId: uuid }],
    ['date_from:2026-03-01', { range: { gte: march, lt: undefined } }],
    ['date_to:2026-03-31', { range: { gte: undefined, lt: april } }],
    ['date_from:2026-03-01 date_to:2026-03-31', { range: { gte: march, lt: april } }],
    ['date_to:9999-12-31', { range: {} }],
  ])('means %s: %o', (search, criteria) => {
    expect(parseAuditLogFilter({ search })).toMatchObject(criteria);
  });

  it('adds to the other fields of the filter', () => {
    const criteria = parseAuditLogFilter({
      search: 'action:create date_from:2026-03-01',
      operationTypes: ['CREATE'],
      occurredAt: { lt: april },
    });

    expect(criteria).toMatchObject({
      actions: ['create'],
      operationTypes: ['CREATE'],
      range: { gte: march, lt: april },
    });
  });

  it.each([
    ['action:create', { actions: ['create'] }],
    ['template', { resourceTypes: ['user'] }],
    ['build_reason:autostart', { buildReasons: ['autostart'] }],
    ['username:alice', { actor: { email: 'alice@example.com' } }],
    ['username:me', { actor: { username: 'alice' } }],
    ['organization:acme', { organization: { organizationId: uuid } }],
    [`resource_id:${uuid}`, { resourceId: uuid }],
    [`request_id:${uuid}`, { requestId: uuid }],
    ['resource_target:a', { resourceTarget: 'a' }],
    ['date_from:2026-03-01', { occurredAt: { gte: march } }],
    ['date_to:2026-03-01', { occurredAt: { lt: april } }],
    ['date_from:2026-05-01', { occurredAt: { lt: april } }],
  ] as [string, AuditLogFilterInput][])('is refused when %s stands beside %o', (search, input) => {
    expectRefusal({ ...input, search }, 'filter.search');
  });

  it.each([
    'username:alice email:alice@example.com',
    'resource_id:x',
    `resource_id:${nil}`,
    `organization:${nil}`,
    `request_id:{${uuid}`,
    `request_id:${uuid}}`,
    'date_from:2026-3-1',
    'date_from:2026-02-29',
    'date_from:0001-01-01',
    'date_from:2026-03-01T00:00:00Z',
    'date_to:10000-01-01',
    'date_from:2026-03-02 date_to:2026-03-01',
    'date_from:2026-03-01 date_from:2026-03-02',
    'who:alice',
  ])('is refused: %s', (search) => {
    expectRefusal({ search }, 'filter.search');
  });
});

function expectRefusal(input: AuditLogFilterInput, argument: string): void {
  expect(() => parseAuditLogFilter(input)).toThrow(
    expect.objectContaining({ name: 'InvalidArgumentError', argument }),
  );
}
