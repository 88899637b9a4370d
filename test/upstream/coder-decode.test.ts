import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as coder from '../../src/upstream/coder/decode.ts';
import { decodeBuildInfo } from '../../src/upstream/coder/decode.ts';
import { AnswerBody } from '../../src/upstream/json/answer-body.ts';
import { readRows } from '../../src/upstream/json/json-rows.ts';
import { JsonShapeError } from '../../src/upstream/json/require-json.ts';
import { atOnce } from '../../src/upstream/json/steps.ts';
import { anyJsonAnywhere } from '../support/any-json-anywhere.ts';
import { readWhole } from '../support/read-whole.ts';

const decodeAuditPage = (body: unknown) => readWhole(atOnce(coder.decodeAuditPage(body)));
const decodeUsers = (body: unknown) => readWhole(atOnce(coder.decodeUsers(body)));
const decodeOrganizations = (body: unknown) => readWhole(atOnce(coder.decodeOrganizations(body)));

const id = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const organizationId = '7c60d51f-b44e-4682-87d6-449835ea4de6';
const nilUuid = '00000000-0000-0000-0000-000000000000';

const required = { id, time: '2019-08-24T14:15:22Z', action: 'create', resource_type: 'template' };
const none = {
  request_id: null,
  resource_id: null,
  resource_target: null,
  resource_icon: null,
  resource_link: null,
  is_deleted: null,
  status_code: null,
  ip: null,
  user_agent: null,
  description: null,
  diff: [],
  additional_fields: {},
  organization: null,
  user: null,
};

/** As the documentation of 0.14 shows a row. */
const rowOf014 = {
  ...required,
  action: 'create',
  additional_fields: [0],
  description: 'string',
  diff: {
    property1: { new: null, old: null, secret: true },
    property2: { new: 'b', old: 'a', secret: false },
  },
  ip: {},
  is_deleted: true,
  organization_id: organizationId,
  request_id: '266ea41d-adf5-480b-af50-15b940c2b846',
  resource_icon: 'string',
  resource_id: '4d5215ed-38bb-48ed-879a-fdb9ca58522f',
  resource_link: 'string',
  resource_target: 'string',
  status_code: 0,
  user: {
    avatar_url: 'http://example.com',
    created_at: '2019-08-24T14:15:22Z',
    email: 'user@example.com',
    id,
    last_seen_at: '2019-08-24T14:15:22Z',
    organization_ids: [organizationId],
    roles: [{ display_name: 'string', name: 'string' }],
    status: 'active',
    username: 'string',
  },
  user_agent: 'string',
};

/** 2.19 to 2.21: the organization, and more of the user. */
const rowOf219 = {
  ...rowOf014,
  ip: 'string',
  organization: { display_name: 'string', icon: 'string', id: organizationId, name: 'string' },
  user: {
    ...rowOf014.user,
    login_type: '',
    name: 'string',
    roles: [{ display_name: 'string', name: 'string', organization_id: 'string' }],
    theme_preference: 'string',
    updated_at: '2019-08-24T14:15:22Z',
  },
};

/** 2.29.10 and later: additional fields are an object, and the page has its cap. */
const rowOf229 = { ...rowOf219, additional_fields: {} };

const decoded014 = {
  ...required,
  at: '2019-08-24T14:15:22.000000000',
  additional_fields: [0],
  description: 'string',
  diff: [
    { field: 'property1', secret: true },
    { field: 'property2', new: 'b', old: 'a', secret: false },
  ],
  ip: null,
  is_deleted: true,
  organization: { id: organizationId },
  request_id: '266ea41d-adf5-480b-af50-15b940c2b846',
  resource_icon: 'string',
  resource_id: '4d5215ed-38bb-48ed-879a-fdb9ca58522f',
  resource_link: 'string',
  resource_target: 'string',
  status_code: 0,
  user: {
    avatar_url: 'http://example.com',
    created_at: '2019-08-24T14:15:22Z',
    email: 'user@example.com',
    id,
    last_seen_at: '2019-08-24T14:15:22Z',
    roles: [{ display_name: 'string', name: 'string', organization_id: null }],
    status: 'active',
    username: 'string',
  },
  user_agent: 'string',
};

const decoded219 = {
  ...decoded014,
  ip: 'string',
  organization: rowOf219.organization,
  user: {
    ...decoded014.user,
    login_type: null,
    name: 'string',
    updated_at: '2019-08-24T14:15:22Z',
  },
};

function decodeRow(row: unknown) {
  return decodeAuditPage({ audit_logs: [row], count: 1 }).rows[0];
}

describe('a page as each documented version shows it', () => {
  it.each([
    ['0.14', { audit_logs: [rowOf014], count: 0 }, decoded014, undefined],
    [
      'the draft before 0.14',
      { audit_logs: [{ ...rowOf014, ip: 'string' }], count: 0 },
      { ...decoded014, ip: 'string' },
      undefined,
    ],
    ['2.19 to 2.21', { audit_logs: [rowOf219], count: 0 }, decoded219, undefined],
    [
      '2.29.10 and later',
      { audit_logs: [rowOf229], count: 0, count_cap: 2000 },
      { ...decoded219, additional_fields: {} },
      2000,
    ],
  ])('decodes: %s', (_version, body, row, countCap) => {
    expect(decodeAuditPage(body)).toEqual({ rows: [row], count: 0, countCap });
  });
});

describe('a row', () => {
  it('needs nothing but id, time, action and resource type', () => {
    expect(decodeRow(required)).toEqual({
      ...required,
      at: '2019-08-24T14:15:22.000000000',
      ...none,
    });
  });

  it('reads null as absent, everywhere', () => {
    const nulls = Object.fromEntries(Object.keys(rowOf229).map((key) => [key, null]));

    expect(decodeRow({ ...nulls, ...required })).toEqual(decodeRow(required));
  });

  it('reads nil ids, zero times and empty texts as none', () => {
    const row = decodeRow({
      ...required,
      request_id: nilUuid,
      resource_id: nilUuid,
      resource_target: '',
      ip: '',
      organization_id: nilUuid,
      user: { id, username: 'alice', email: '', last_seen_at: '0001-01-01T00:00:00Z' },
    });

    expect(row).toMatchObject({
      ...none,
      user: { id, username: 'alice', email: null, last_seen_at: null },
    });
  });

  it('keeps unknown values and ignores unknown fields', () => {
    const row = decodeRow({ ...required, action: 'teleport', resource_type: 'moon', novelty: [1] });

    expect(row).toMatchObject({ action: 'teleport', resource_type: 'moon' });
    expect(row).not.toHaveProperty('novelty');
  });

  it('writes ids in lower case and times in UTC with every digit', () => {
    const row = decodeRow({
      ...required,
      id: id.toUpperCase(),
      time: '2026-11-20T23:41:56.699010+09:00',
    });

    expect(row).toMatchObject({
      id,
      time: '2026-11-20T14:41:56.699010Z',
      at: '2026-11-20T14:41:56.699010000',
    });
  });

  it('keeps an organization whose own row is gone', () => {
    const organization = { id: organizationId, name: '', display_name: '', icon: '' };

    expect(decodeRow({ ...required, organization })?.organization).toEqual({
      id: organizationId,
      name: null,
      display_name: null,
      icon: null,
    });
  });

  it('leaves out what the embedded user always gets wrong', () => {
    const user = { id, username: 'alice', organization_ids: [], is_service_account: true };

    expect(decodeRow({ ...required, user })?.user).toEqual({ id, username: 'alice' });
  });

  it('never lets out the values of a secret', () => {
    const diff = {
      marked: { old: 'a', new: 'b', secret: true },
      oddly: { old: 'a', new: 'b', secret: 'yes' },
      open: { old: '', new: 0, secret: false },
    };

    expect(decodeRow({ ...required, diff })?.diff).toEqual([
      { field: 'marked', secret: true },
      { field: 'oddly', secret: true },
      { field: 'open', old: '', new: 0, secret: false },
    ]);
  });
});

it('keeps a changed field of any name', () => {
  const diff: unknown = JSON.parse('{"__proto__":{"old":1,"new":2,"secret":false}}');

  const row = decodeRow({ ...required, diff });

  expect(row!.diff).toEqual([{ field: '__proto__', old: 1, new: 2, secret: false }]);
});

describe('a body that is no page', () => {
  it.each([
    [null, 'the body is null'],
    [[], 'the body is an array'],
    ['page', 'the body is a string'],
    [{}, 'audit_logs is missing'],
    [{ message: 'hello' }, 'audit_logs is missing'],
    [{ audit_logs: 'none', count: 0 }, 'audit_logs is a string'],
    [{ audit_logs: [] }, 'count is missing'],
    [{ audit_logs: [], count: -1 }, 'count is no count'],
    [{ audit_logs: [], count: 1, count_cap: '2000' }, 'count_cap is a string'],
    [{ audit_logs: [null], count: 1 }, 'audit_logs[0] is null'],
    [
      { audit_logs: [required, { ...required, time: undefined }], count: 2 },
      'audit_logs[1].time is missing',
    ],
    [
      { audit_logs: [{ ...required, time: 'yesterday' }], count: 1 },
      'audit_logs[0].time is not a time',
    ],
    [{ audit_logs: [{ ...required, id: 7 }], count: 1 }, 'audit_logs[0].id is a number'],
    [{ audit_logs: [{ ...required, id: 'x' }], count: 1 }, 'audit_logs[0].id is not a UUID'],
    [{ audit_logs: [{ ...required, action: null }], count: 1 }, 'audit_logs[0].action is null'],
    [
      { audit_logs: [{ ...required, user: { id } }], count: 1 },
      'audit_logs[0].user.username is missing',
    ],
  ])('is an error that says what was found: %j', (body, message) => {
    expect(() => decodeAuditPage(body)).toThrow(new JsonShapeError(message));
  });

  it('takes a null list for an empty one, and a cap of 0 for none', () => {
    expect(decodeAuditPage({ audit_logs: null, count: 0, count_cap: 0 })).toEqual({
      rows: [],
      count: 0,
      countCap: undefined,
    });
  });
});

describe('the users endpoints', () => {
  it('give memberships and the flag, also where they are left out', () => {
    const body = {
      users: [
        { id, username: 'a', organization_ids: null },
        { id, username: 'b', organization_ids: [organizationId], is_service_account: true },
      ],
      count: 2,
    };

    expect(decodeUsers(body)).toEqual([
      { id, username: 'a', organization_ids: [], is_service_account: false },
      { id, username: 'b', organization_ids: [organizationId], is_service_account: true },
    ]);
  });

  it('name what is wrong', () => {
    expect(() => decodeUsers({ users: [{ id }] })).toThrow('users[0].username is missing');
    expect(() => decodeOrganizations([{}])).toThrow('organization 0.id is missing');
    expect(() => decodeBuildInfo({})).toThrow('version is missing');
  });
});

describe('any JSON at any place', () => {
  const bodies = {
    page: { audit_logs: [rowOf229, required], count: 2, count_cap: 2000 },
    users: { users: [rowOf229.user], count: 1 },
    organizations: [rowOf219.organization],
  };

  it.each([
    ['a page', bodies.page, decodeAuditPage],
    ['a list of users', bodies.users, decodeUsers],
    ['a list of organizations', bodies.organizations, decodeOrganizations],
    ['build information', { version: 'v2.35.1' }, decodeBuildInfo],
  ])('decodes or is named in %s', (_what, body, decode) => {
    fc.assert(
      fc.property(anyJsonAnywhere(body), (changed) => {
        try {
          decode(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonShapeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

it('keeps nothing of a row when its answer is let go of', () => {
  const row = { ...required, user: { id, username: 'alice' } };
  const body = new AnswerBody(Buffer.from(JSON.stringify({ audit_logs: [row], count: 1 })));
  const { rows } = atOnce(coder.decodeAuditPage(readRows(body)));
  expect(readWhole(rows[0])).toEqual({ ...none, ...row, at: '2019-08-24T14:15:22.000000000' });

  body.drop();

  for (const key of ['id', 'time'] as const) {
    expect(() => rows[0]![key]).toThrow('after its request was over');
  }
  expect(() => rows[0]!.user!.username).toThrow('after its request was over');
});
