import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/feed/instant.ts';
import type { CoderAuditLog } from '../../src/upstream/coder/model.ts';
import { summarizeAuditLog } from '../../src/upstream/coder/summary.ts';

const row: CoderAuditLog = {
  id: 'a0000000-0000-4000-8000-000000000001',
  at: '2026-02-10T10:00:00.123456000' as Instant,
  time: '2026-02-10T10:00:00.123456Z',
  action: 'write',
  resource_type: 'template',
  request_id: null,
  resource_id: null,
  resource_target: 'web',
  resource_icon: null,
  resource_link: null,
  is_deleted: null,
  status_code: 200,
  ip: null,
  user_agent: null,
  description: 'not read: {user} {target}',
  diff: [],
  additional_fields: {},
  organization: null,
  user: { id: 'b0000000-0000-4000-8000-000000000001', username: 'dana' },
};

const build: Partial<CoderAuditLog> = {
  resource_type: 'workspace_build',
  resource_target: null,
  action: 'stop',
};

describe('a summary of an audit log', () => {
  it.each<[string, Partial<CoderAuditLog>]>([
    ['dana updated template web', {}],
    ['dana created template web', { action: 'create' }],
    ['dana deleted custom role web', { action: 'delete', resource_type: 'custom_role' }],
    ['dana deleted template web', { action: 'delete', status_code: 0 }],
    ['dana deleted template web', { action: 'delete', status_code: null }],
    [
      'dana unsuccessfully attempted to delete template web',
      { action: 'delete', status_code: 500 },
    ],
    ['dana unsuccessfully attempted to write template web', { status_code: 400 }],
    [
      'dana was redirected attempting to create template web',
      { action: 'create', status_code: 303 },
    ],
    ['dana logged in', { action: 'login', resource_type: 'api_key', resource_target: null }],
    ['dana logged out', { action: 'logout', resource_type: 'api_key', resource_target: null }],
    ['dana registered', { action: 'register', resource_type: 'api_key' }],
    [
      'Unauthenticated user unsuccessfully attempted to login',
      { action: 'login', resource_type: 'api_key', status_code: 401, user: null },
    ],
    [
      'dana created token ci',
      { action: 'create', resource_type: 'api_key', resource_target: 'ci' },
    ],
    [
      'dana updated the git ssh key',
      { resource_type: 'git_ssh_key', resource_target: 'ssh-ed25519 AAAA' },
    ],
    [
      'password reset requested for user eve',
      { action: 'request_password_reset', resource_type: 'user', resource_target: 'user eve' },
    ],
    [
      'password reset requested',
      { action: 'request_password_reset', resource_type: 'user', resource_target: null },
    ],
    [
      'unsuccessfully attempted to request password reset for eve',
      {
        action: 'request_password_reset',
        resource_type: 'user',
        resource_target: 'eve',
        status_code: 404,
      },
    ],
    [
      'dana created login type conversion to oidc',
      { action: 'create', resource_type: 'convert_login', resource_target: 'oidc' },
    ],
    ['dana updated oauth2 app web', { resource_type: 'oauth2_provider_app' }],
    ['dana updated settings web', { resource_type: 'idp_sync_settings_role' }],
    ['dana updated health_settings', { resource_type: 'health_settings', resource_target: null }],
    [
      'dana connected workspace agent main',
      {
        action: 'connect',
        resource_type: 'workspace_agent',
        resource_target: 'main',
      },
    ],
    [
      'dana performed fancy thing on new kind web',
      { action: 'fancy_thing', resource_type: 'new_kind' },
    ],
    ['Unauthenticated user updated template web', { user: null }],
    ['dana acted on template web', { action: '' }],
    ['dana unsuccessfully attempted to act on template web', { action: '', status_code: 403 }],
    ['dana updated resource web', { resource_type: '' }],
    ['dana updated template', { resource_target: ' ' }],
    ['Someone updated template web', { user: { id: 'b', username: ' ' } }],
    [String.raw`dana updated template web\u202e`, { resource_target: 'web\u202E' }],
  ])('reads %j', (sentence, fields) => {
    expect(summarizeAuditLog({ ...row, ...fields })).toBe(sentence);
  });

  it.each<[string, Partial<CoderAuditLog>]>([
    ['dana stopped workspace dev-box', { additional_fields: { workspace_name: 'dev-box' } }],
    ['dana stopped workspace', { additional_fields: {} }],
    [
      'dana stopped workspace',
      {
        additional_fields: {
          workspace_name: 'unknown',
          workspace_owner: 'unknown',
          build_number: 'unknown',
          build_reason: 'unknown',
        },
      },
    ],
    [
      'dana stopped workspace unknown',
      {
        additional_fields: {
          workspace_name: 'unknown',
          workspace_owner: 'dana',
          build_number: '7',
          build_reason: 'initiator',
        },
      },
    ],
    [
      'Coder automatically stopped workspace dev-box',
      { additional_fields: { workspace_name: 'dev-box', build_reason: 'autostop' } },
    ],
    [
      'Coder automatically unsuccessfully attempted to stop workspace dev-box',
      {
        additional_fields: { workspace_name: 'dev-box', build_reason: 'dormancy' },
        status_code: 500,
      },
    ],
  ])('names the workspace of a build: %j', (sentence, fields) => {
    expect(summarizeAuditLog({ ...row, ...build, ...fields })).toBe(sentence);
  });

  it('tells what Coder did by itself, whoever the row names', () => {
    const additional_fields = { automatic_actor: 'coder', automatic_subsystem: 'dormancy' };

    expect(summarizeAuditLog({ ...row, resource_type: 'user', additional_fields })).toBe(
      'Coder automatically updated user web',
    );
  });

  const archived = { field: 'archived', old: false, new: true, secret: false };
  it.each<[string, CoderAuditLog['diff'], number]>([
    ['dana archived chat a1', [archived], 200],
    ['dana unarchived chat a1', [{ ...archived, old: true, new: false }], 200],
    ['dana updated sharing for chat a1', [{ field: 'user_acl', secret: false }], 200],
    [
      'dana updated sharing for chat a1',
      [
        { field: 'group_acl', secret: false },
        { field: 'user_acl', secret: false },
      ],
      200,
    ],
    ['dana updated chat a1', [archived, { field: 'title', secret: false }], 200],
    ['dana updated chat a1', [], 200],
    ['dana unsuccessfully attempted to write chat a1', [archived], 403],
  ])('reads %j', (sentence, diff, status_code) => {
    expect(
      summarizeAuditLog({
        ...row,
        resource_type: 'chat',
        resource_target: 'a1',
        diff,
        status_code,
      }),
    ).toBe(sentence);
  });

  it('shows names with placeholders as they are', () => {
    const user = { id: row.id, username: '{target}' };

    expect(summarizeAuditLog({ ...row, user, resource_target: '{user} $& $1' })).toBe(
      '{target} updated template {user} $& $1',
    );
  });

  it('is a sentence without placeholders for any row', () => {
    const text = fc.stringMatching(/^[a-z](?:[a-z_]{0,10}[a-z])?$/);
    const rows = fc.record({
      action: fc.oneof(fc.constantFrom('create', 'write', 'login', 'request_password_reset'), text),
      resource_type: fc.oneof(fc.constantFrom('chat', 'git_ssh_key', 'workspace_build'), text),
      resource_target: fc.option(text),
      status_code: fc.option(fc.integer({ min: 0, max: 599 })),
      user: fc.option(fc.record({ id: fc.uuid(), username: text })),
      additional_fields: fc.jsonValue(),
    });

    fc.assert(
      fc.property(rows, (fields) => {
        const summary = summarizeAuditLog({
          ...row,
          ...fields,
          additional_fields: fields.additional_fields,
        });

        expect(summary).toMatch(/^\S.*\S$/s);
        expect(summary).not.toMatch(/\{user\}|\{target\}|undefined|null {2}/);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
