import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/feed/instant.ts';
import type { Actor } from '../../src/upstream/coder/actor.ts';
import {
  type AuditLogFilterInput,
  parseAuditLogFilter,
} from '../../src/upstream/coder/audit-log-filter.ts';
import { planAuditLogs } from '../../src/upstream/coder/audit-log-plan.ts';
import { knownBuildReasons, knownResourceTypes } from '../../src/upstream/coder/known-values.ts';
import type { CoderAuditLog } from '../../src/upstream/coder/model.ts';
import { formatSearchQuery } from '../../src/upstream/coder/search-query.ts';
import { auditLogRow } from '../support/coder-table.ts';

const uuid = '8f8b8f6e-4c5e-4a3f-9d58-6b1c2f0e7a11';
const otherUuid = '9f8b8f6e-4c5e-4a3f-9d58-6b1c2f0e7a11';
const types = ['template', 'user', 'workspace', 'group', 'task'];

describe('planAuditLogs', () => {
  it.each([
    ['nothing', {}, ['']],
    ['a range alone', { occurredAt: { gte: '2026-03-01T00:00:00.5' as Instant } }, ['']],
    ['one action', { actions: ['Create'] }, ['action:create']],
    ['two actions', { actions: ['create', 'write'] }, ['action:create', 'action:write']],
    [
      'two lists',
      { actions: ['create', 'write'], resourceTypes: ['user', 'task'] },
      [
        'resource_type:user action:create',
        'resource_type:task action:create',
        'resource_type:user action:write',
        'resource_type:task action:write',
      ],
    ],
    ['an operation type', { operationTypes: ['CREATE'] }, ['action:create', 'action:register']],
    [
      'operation types and actions',
      { operationTypes: ['CREATE', 'DELETE'], actions: ['create', 'write', 'delete'] },
      ['action:create', 'action:delete'],
    ],
    ['a resource', { resourceId: uuid.toUpperCase() }, [`resource_id:${uuid}`]],
    ['a request', { requestId: uuid }, [`request_id:${uuid}`]],
    ['a target with quotes', { resourceTarget: 'a: "v2"x' }, ['resource_target:"a: "v2"x"']],
    ['a target with spaces', { resourceTarget: 'web api' }, ['resource_target:"web api"']],
    ['an organization', { organization: { name: 'Acme' } }, ['organization:Acme']],
    ['an organization by id', { organization: { organizationId: uuid } }, [`organization:${uuid}`]],
    ['a build reason', { buildReasons: ['AutoStart'] }, ['build_reason:autostart']],
    [
      'many fields at once',
      { actions: ['start'], buildReasons: ['autostart', 'cli'], resourceTarget: 'dev' },
      [
        'resource_target:dev action:start build_reason:autostart',
        'resource_target:dev action:start build_reason:cli',
      ],
    ],
  ] as [string, AuditLogFilterInput, string[]][])('asks Coder for %s', (_, input, searches) => {
    const plan = planOf(input);

    expect(plan.parts.map(formatSearchQuery).toSorted()).toEqual(searches.toSorted());
    expect(plan.isScan).toBe(false);
    expect(plan.probes).toEqual([]);
  });

  it.each([
    ['a status', { statusCodes: [200] }, ['']],
    ['the outcome', { isSuccessful: false }, ['']],
    ['an address', { ip: '10.0.0.1' }, ['']],
    ['a target with capitals', { resourceTarget: 'Organization Sync' }, ['']],
    ['a target that no search can express', { resourceTarget: '"quoted' }, ['']],
    ['an organization whose name reads as an id', { organization: { name: uuid } }, ['']],
    ['a status of some actions', { statusCodes: [200], actions: ['login'] }, ['action:login']],
    [
      'the longer of two lists',
      { actions: ['create', 'write', 'delete', 'open'], resourceTypes: types },
      ['action:create', 'action:delete', 'action:open', 'action:write'],
    ],
    [
      'a list of nine',
      {
        actions: ['create', 'write', 'delete', 'start', 'stop', 'login', 'logout', 'open', 'close'],
      },
      [''],
    ],
    ['all operation types', { operationTypes: ['CREATE', 'AUTHENTICATION', 'ACCESS'] }, ['']],
  ] as [string, AuditLogFilterInput, string[]][])(
    'tells %s from the rows',
    (_, input, searches) => {
      const plan = planOf(input);

      expect(plan.parts.map(formatSearchQuery)).toEqual(searches);
      expect(plan.isScan).toBe(true);
      expect(plan.probes).toEqual([]);
    },
  );

  it.each([
    [8, { actions: ['create', 'write'], resourceTypes: types.slice(0, 4) }, false],
    [10, { actions: ['create', 'write'], resourceTypes: types }, false],
    [4, { actions: ['create', 'write', 'open', 'stop'], resourceTypes: types }, true],
    [9, { actions: ['create', 'write', 'delete'], resourceTypes: types.slice(0, 3) }, false],
    [16, { resourceTypes: [...knownResourceTypes].slice(0, 16) }, false],
    [1, { resourceTypes: [...knownResourceTypes].slice(0, 17) }, true],
    [9, { resourceTypes: [...knownResourceTypes].slice(0, 9), ip: '10.0.0.1' }, true],
    [2, { resourceName: 'dev' }, true],
    [1, { resourceName: 'dev', resourceTypes: ['template'] }, false],
    [1, { resourceName: 'dev', resourceTypes: ['workspace_build'] }, true],
    [1, { resourceName: 'Dev' }, true],
    [5, { actions: ['create'], resourceTypes: types }, false],
    [14, { buildReasons: [...knownBuildReasons] }, false],
    [14, { buildReasons: [...knownBuildReasons], actions: ['start', 'stop'] }, true],
    [
      14,
      { buildReasons: [...knownBuildReasons], actions: ['start'], resourceTypes: ['task'] },
      false,
    ],
    [
      8,
      {
        buildReasons: ['cli', 'dashboard'],
        actions: ['start', 'stop'],
        resourceTypes: types.slice(0, 2),
      },
      false,
    ],
  ] as [number, AuditLogFilterInput, boolean][])(
    'makes %i searches of %o',
    (count, input, isScan) => {
      const plan = planOf(input);

      expect(plan.parts.length).toBe(count);
      expect(plan.isScan).toBe(isScan);
    },
  );

  it.each([
    [{ operationTypes: ['DELETE'], actions: ['create'] }],
    [{ operationTypes: ['PAUSE'] }],
    [{ operationTypes: ['RESUME'], resourceTypes: types, buildReasons: ['cli'] }],
    [{ operationTypes: ['PAUSE'], statusCodes: [500] }],
  ] as [AuditLogFilterInput][])('asks nothing for what cannot be: %o', (input) => {
    const plan = planOf(input);

    expect(plan.parts).toEqual([]);
    expect(plan.probes).toEqual([]);
    expect(plan.matches(rowOf({ action: 'create' }))).toBe(false);
  });

  it.each([
    ['an unknown action', { actions: ['frob'] }, ['action:frob'], []],
    ['an unknown type', { resourceTypes: ['Frob x'] }, ['resource_type:"frob x"'], []],
    ['an unknown build reason', { buildReasons: ['frob'] }, ['build_reason:frob'], []],
    [
      'an unknown action that no operation type has',
      { actions: ['frob', 'create'], operationTypes: ['CREATE'] },
      ['action:create'],
      ['action:frob'],
    ],
    [
      'an unknown type in a list that is not asked',
      { actions: ['create', 'write', 'open'], resourceTypes: [...types, 'frob'] },
      ['action:create', 'action:open', 'action:write'],
      ['resource_type:frob'],
    ],
  ] as [string, AuditLogFilterInput, string[], string[]][])(
    'lets Coder judge %s',
    (_, input, searches, probes) => {
      const plan = planOf(input);

      expect(plan.parts.map(formatSearchQuery)).toEqual(searches);
      expect(plan.probes.map(formatSearchQuery)).toEqual(probes);
    },
  );

  it.each([
    ['filter.actions', { actions: ['"frob'] }],
    ['filter.resourceTypes', { resourceTypes: ['frob"'] }],
    ['filter.buildReasons', { buildReasons: ['"'] }],
    ['filter.organization', { organization: { name: '"acme"' } }],
  ] as [string, AuditLogFilterInput][])(
    'refuses what no search can express: %s',
    (argument, input) => {
      expect(() => planOf(input)).toThrow(
        expect.objectContaining({ name: 'InvalidArgumentError', argument }),
      );
    },
  );

  it('counts by searches what a page has sooner from all rows', () => {
    const actions = [
      'create',
      'write',
      'delete',
      'start',
      'stop',
      'login',
      'logout',
      'open',
      'close',
    ];

    expect(planOf({ actions })).toMatchObject({ parts: [{}], isScan: true });
    expect(planOf({ actions }).counted).toHaveLength(9);
    expect(planOf({ actions, ip: '10.0.0.1' }).counted).toBeUndefined();
    expect(planOf({ resourceTypes: [...knownResourceTypes] }).counted).toBeUndefined();
  });

  it('asks for builds beside the targets of a name', () => {
    const { parts } = planOf({
      resourceName: 'dev',
      actions: ['delete'],
      resourceTypes: ['workspace_build', 'task'],
    });

    expect(parts.map(formatSearchQuery)).toEqual([
      'resource_target:dev resource_type:task action:delete',
      'resource_type:workspace_build action:delete',
    ]);
  });

  it('knows which actions it added itself', () => {
    expect(planOf({ operationTypes: ['CREATE'] }).areActionsAdded).toBe(true);
    expect(planOf({ actions: ['create'], operationTypes: ['CREATE'] }).areActionsAdded).toBe(false);
    expect(planOf({ actions: ['create'] }).areActionsAdded).toBe(false);
  });

  it('asks for a person by their terms, and tells others who share them from the rows', () => {
    const user = { id: uuid, username: 'Zoë' };
    const plans = [
      planOf({}, { user, terms: { username: 'Zoë' }, isApproximate: false }),
      planOf({}, { user, terms: { email: 'zoe@example.com' }, isApproximate: true }),
      planOf({}, { user, terms: {}, isApproximate: true }),
    ];

    expect(plans.map(({ parts }) => parts.map(formatSearchQuery))).toEqual([
      ['username:Zoë'],
      ['email:zoe@example.com'],
      [''],
    ]);
    expect(plans.map(({ isScan }) => isScan)).toEqual([false, true, true]);
    for (const { matches } of plans) {
      expect(matches(rowOf({ user }))).toBe(true);
      expect(matches(rowOf({ user: { id: otherUuid, username: 'Zoë' } }))).toBe(false);
      expect(matches(rowOf({ user: null }))).toBe(false);
    }
  });
});

describe('the rows of a plan', () => {
  it.each([
    [{ actions: ['CREATE'] }, { action: 'create' }, { action: 'write' }],
    [{ operationTypes: ['CREATE'] }, { action: 'register' }, { action: 'delete' }],
    [{ resourceTypes: ['User'] }, { resource_type: 'user' }, { resource_type: 'task' }],
    [{ resourceId: uuid }, { resource_id: uuid }, { resource_id: null }],
    [{ requestId: uuid }, { request_id: uuid }, { request_id: otherUuid }],
    [{ resourceTarget: 'Web' }, { resource_target: 'Web' }, { resource_target: 'web' }],
    [{ resourceTarget: 'Web' }, { resource_target: 'Web' }, { resource_target: null }],
    [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }, { ip: null }],
    [{ statusCodes: [200, 404] }, { status_code: 404 }, { status_code: null }],
    [{ isSuccessful: true }, { status_code: 303 }, { status_code: 400 }],
    [{ isSuccessful: true }, { status_code: 100 }, { status_code: null }],
    [{ isSuccessful: false }, { status_code: 500 }, { status_code: 0 }],
    [
      { organization: { organizationId: uuid } },
      { organization: { id: uuid } },
      { organization: { id: otherUuid } },
    ],
    [
      { organization: { name: 'ACME' } },
      { organization: { id: uuid, name: 'Acme' } },
      { organization: { id: uuid, name: 'Other' } },
    ],
    [{ organization: { name: 'acme' } }, { organization: { id: uuid } }, { organization: null }],
    [
      { organization: { name: 'acme' } },
      { organization: { id: uuid } },
      { organization: { id: uuid, name: null } },
    ],
  ] as [AuditLogFilterInput, Partial<CoderAuditLog>, Partial<CoderAuditLog>][])(
    'hold what is asked: %o has %o, not %o',
    (input, match, other) => {
      const { matches } = planOf(input);

      expect(matches(rowOf(match))).toBe(true);
      expect(matches(rowOf(other))).toBe(false);
    },
  );
});

function planOf(input: AuditLogFilterInput, actor?: Actor) {
  return planAuditLogs(parseAuditLogFilter(input), actor);
}

function rowOf(fields: Partial<CoderAuditLog>): CoderAuditLog {
  const at = '2026-03-01T00:00:00.000000000' as Instant;
  return auditLogRow({ id: otherUuid, at, is_deleted: null, status_code: null, ...fields });
}
