import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/schema/global-id.ts';
import type { Acme } from './support/acme.ts';
import { auditLog, nilUuid, platform, research, startAcme, uuid } from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const organizations = graphql(`
  query AllOrganizations {
    organizations {
      id
      organizationId
      name
      displayName
      icon
      description
      createdAt
      updatedAt
      isDefault
      defaultOrgMemberRoles
    }
  }
`);

const organization = graphql(`
  query OrganizationBy($by: AuditOrganizationBy!) {
    organization(by: $by) {
      organizationId
    }
  }
`);

const embedded = graphql(`
  query EmbeddedOrganizations {
    auditLogs {
      nodes {
        organization {
          id
          organizationId
          name
          displayName
          icon
        }
      }
    }
  }
`);

const completed = graphql(`
  query CompletedOrganizations {
    auditLogs {
      nodes {
        organization {
          name
          description
          createdAt
          isDefault
          defaultOrgMemberRoles
        }
      }
    }
  }
`);

describe('organizations', () => {
  let acme: Acme;

  beforeAll(async () => {
    const default_org_member_roles = ['organization-workspace-access'];
    acme = await startAcme({
      coder: { organizations: [platform, { ...research, default_org_member_roles }] },
    });
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.coder.database.remove(acme.coder.database.rows.map(({ id }) => id));
    acme.coder.traffic.reset();
  });

  it('are listed with every field as Coder has it', async () => {
    const { data, errors } = await acme.gateway.query(organizations);

    expect(errors).toBeUndefined();
    expect(data?.organizations).toHaveLength(2);
    expect(data?.organizations).toContainEqual({
      id: encodeGlobalId({ type: 'Organization', id: research.id }),
      organizationId: research.id,
      name: 'research',
      displayName: 'Research & Development',
      icon: null,
      description: 'The research team',
      createdAt: '2025-01-01T08:00:00Z',
      updatedAt: '2025-01-02T08:00:00Z',
      isDefault: false,
      defaultOrgMemberRoles: ['organization-workspace-access'],
    });
  });

  it.each([
    ['id', { id: encodeGlobalId({ type: 'Organization', id: research.id }) }],
    ['organizationId', { organizationId: research.id }],
    ['name', { name: 'ReSearch' }],
  ])('are found by %s', async (_field, by) => {
    const { data } = await acme.gateway.query(organization, { by });

    expect(data?.organization).toEqual({ organizationId: research.id });
  });

  it.each([{ organizationId: uuid('e', 99) }, { name: 'nobody' }])(
    'are null for %j',
    async (by) => {
      expect(await acme.gateway.query(organization, { by })).toEqual({
        data: { organization: null },
      });
    },
  );

  it.each([
    ['by.name', { name: '' }],
    ['by.organizationId', { organizationId: nilUuid }],
    ['by.id', { id: 'nonsense' }],
  ])('refuse %s in %j', async (argument, by) => {
    const { errors } = await acme.gateway.query(organization, { by });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument });
    expect(acme.coderCalls()).toEqual([]);
  });

  it('cost no call for what rows embed', async () => {
    acme.coder.database.insert([auditLog(1, { organization_id: research.id })]);

    const { data } = await acme.gateway.query(embedded);

    expect(data?.auditLogs?.nodes[0]?.organization).toEqual({
      id: encodeGlobalId({ type: 'Organization', id: research.id }),
      organizationId: research.id,
      name: 'research',
      displayName: 'Research & Development',
      icon: null,
    });
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('cost one call a request for what rows lack', async () => {
    acme.coder.database.insert([
      auditLog(1, { organization_id: platform.id }),
      auditLog(2, { organization_id: research.id }),
    ]);

    const { data } = await acme.gateway.query(completed);

    expect(data?.auditLogs?.nodes.map((log) => log.organization)).toEqual([
      {
        name: 'research',
        description: 'The research team',
        createdAt: '2025-01-01T08:00:00Z',
        isDefault: false,
        defaultOrgMemberRoles: ['organization-workspace-access'],
      },
      {
        name: 'platform',
        description: 'The platform team',
        createdAt: '2025-01-01T08:00:00Z',
        isDefault: true,
        defaultOrgMemberRoles: [],
      },
    ]);
    expect(acme.coderCalls().slice(1)).toEqual(['/api/v2/organizations']);
  });

  it('show what is left of one whose row is gone', async () => {
    const lost = uuid('e', 50);
    acme.coder.database.insert([auditLog(1, { organization_id: lost })]);

    const { data, errors } = await acme.gateway.query(completed);

    expect(errors).toBeUndefined();
    expect(data?.auditLogs?.nodes[0]?.organization).toEqual({
      name: null,
      description: null,
      createdAt: null,
      isDefault: null,
      defaultOrgMemberRoles: null,
    });
  });

  it('have no default roles where Coder knows none', async () => {
    const older = await startAcme({ coder: { version: '2.30.9' } });
    try {
      const { data } = await older.gateway.query(organizations);

      const roles = data?.organizations?.map((found) => found.defaultOrgMemberRoles);
      expect(roles).toEqual([null, null]);
    } finally {
      await older.close();
    }
  });
});
