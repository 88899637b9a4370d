import { afterEach, describe, expect, it } from 'vitest';
import type { StoredResource } from '../src/simulator/coder/state.ts';
import type { Acme } from './support/acme.ts';
import {
  auditLog,
  coderToken,
  dana,
  owner,
  platform,
  research,
  startAcme,
} from './support/acme.ts';
import { user, uuid } from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const states = graphql(`
  query ResourceStates {
    auditLogs {
      nodes {
        resourceTarget
        isDeleted
        resourceLink
      }
    }
  }
`);

const names = graphql(`
  query ResourceNames {
    viewer {
      username
    }
    auditLogs {
      nodes {
        resourceTarget
      }
    }
  }
`);

const role = (name: string, organization_id?: string) => ({
  name,
  display_name: '',
  ...(organization_id === undefined ? {} : { organization_id }),
});

const here = { kind: 'workspace', deleted: false, owner_id: dana.id } as const;
const resources: readonly StoredResource[] = [
  { ...here, id: uuid('b', 1) },
  { ...here, id: uuid('b', 2), deleted: true },
  { id: uuid('b', 3), kind: 'workspace_build', deleted: false, parent_id: uuid('b', 1) },
  { id: uuid('b', 4), kind: 'workspace_agent', deleted: false, parent_id: uuid('b', 2) },
  { ...here, id: uuid('b', 5), kind: 'task', deleted: true },
  { id: uuid('b', 7), kind: 'template', deleted: false },
];
const types = [
  'workspace',
  'workspace',
  'workspace_build',
  'workspace_agent',
  'task',
  'oauth2_provider_app_secret',
  'template',
];
const rows = types.map((resource_type, index) =>
  auditLog(index + 1, {
    time: `2026-02-10T10:00:${59 - index}Z`,
    resource_type,
    resource_id: uuid('b', index + 1),
    resource_target: `thing-${index + 1}`,
    organization_id: platform.id,
    additional_fields: { workspace_name: 'box', workspace_owner: 'dana', build_number: '3' },
  }),
);

const template: State = [false, '/templates/thing-7'];
const right: readonly State[] = [
  [false, '/@dana/thing-1'],
  [true, null],
  [false, '/@dana/box/builds/3'],
  [true, null],
  [true, null],
  [true, null],
  template,
];
const untold: State = [null, null];
const nothing: readonly State[] = [untold, untold, untold, untold, untold, untold, template];

type State = readonly [isDeleted: boolean | null, resourceLink: string | null];

describe('what became of a resource', () => {
  let acme: Acme;

  afterEach(() => acme.close());

  async function start(roles: readonly ReturnType<typeof role>[]): Promise<void> {
    const reader = user(9, 'reader', { roles, organization_ids: [platform.id, research.id] });
    acme = await startAcme({
      coder: {
        users: [owner, dana, reader],
        auditLogs: rows,
        resources,
        tokens: { [coderToken]: reader.id },
      },
    });
  }

  async function shown(): Promise<readonly State[]> {
    const { data, errors } = await acme.gateway.query(states);
    expect(errors).toBeUndefined();
    return data!.auditLogs!.nodes.map(({ isDeleted, resourceLink }) => [isDeleted, resourceLink]);
  }

  it.each([
    ['an owner', [role('owner')], right],
    ['an auditor', [role('auditor')], nothing],
    ['an organization auditor', [role('organization-auditor', platform.id)], nothing],
    [
      'an admin of another organization',
      [role('organization-auditor', platform.id), role('organization-admin', research.id)],
      nothing,
    ],
    [
      'an organization admin',
      [role('organization-admin', platform.id)],
      [...right.slice(0, 5), untold, template],
    ],
    [
      'an auditor and template admin',
      [role('auditor'), role('template-admin')],
      [...right.slice(0, 4), untold, untold, template],
    ],
  ])('is told to %s as far as Coder lets them look', async (_who, roles, expected) => {
    await start(roles);

    expect(await shown()).toEqual(expected);
  });

  it('is told of what is the own of an auditor', async () => {
    await start([role('auditor')]);
    for (const { id, ...resource } of resources) {
      acme.coder.database.resources.set(id, { ...resource, id, owner_id: uuid('d', 9) });
    }

    const [workspace, gone, build] = await shown();

    expect(workspace).toEqual([false, '/@reader/thing-1']);
    expect(gone).toEqual(untold);
    expect(build).toEqual([false, '/@reader/box/builds/3']);
  });

  it('asks once a request for the roles, and only when it is selected', async () => {
    await start([role('auditor')]);

    await acme.gateway.query(names);
    const without = acme.coderCalls();
    await shown();
    const first = acme.coderCalls();
    await shown();
    const second = acme.coderCalls();

    expect(without).toHaveLength(2);
    expect(first).toEqual([expect.stringContaining('/api/v2/audit?'), '/api/v2/users/me']);
    expect(second).toEqual(first);
  });

  it('asks nothing about rows that everybody is told right', async () => {
    await start([role('auditor')]);
    acme.coder.database.remove(rows.slice(0, 6).map(({ id }) => id));

    expect(await shown()).toEqual([template]);
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('is an error of its fields when the roles cannot be asked for', async () => {
    await start([role('auditor')]);
    acme.coder.faults.rule(({ path }) =>
      path.endsWith('/users/me') ? { kind: 'status', status: 500 } : undefined,
    );

    const { data, errors } = await acme.gateway.query(states);

    expect(data?.auditLogs?.nodes.map(({ isDeleted }) => isDeleted)).toEqual(
      nothing.map(([isDeleted]) => isDeleted),
    );
    expect(errors?.[0]).toMatchObject({
      path: ['auditLogs', 'nodes', 0, expect.any(String)],
      extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' },
    });
  });
});
