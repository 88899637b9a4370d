import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../src/simulator/coder/coder-simulator.ts';
import type { CoderSimulator } from '../src/simulator/coder/coder-simulator.ts';
import type { StoredAuditLog, StoredUser } from '../src/simulator/coder/state.ts';
import { coderToken, nilUuid } from './support/acme.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { graphql } from './graphql/gql.ts';

const recordedPage = graphql(`
  query RecordedRows($after: String) {
    auditLogs(first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        logId
        requestId
        occurredAt
        action
        resourceType
        resourceId
        resourceTarget
        resourceIcon
        resourceLink
        isDeleted
        statusCode
        ip
        userAgent
        description
        summary
        additionalFields
        diff {
          field
          old
          new
          isSecret
        }
        organization {
          organizationId
          name
          displayName
          icon
        }
        actor {
          userId
          username
          name
          email
          avatarUrl
          status
          loginType
          createdAt
          updatedAt
          lastSeenAt
          roles {
            name
            displayName
          }
        }
      }
    }
  }
`);

type Json = Readonly<Record<string, unknown>>;

/** A row as the server sent it. */
interface RecordedRow extends Json {
  readonly id: string;
  readonly diff: Readonly<Record<string, { old?: unknown; new?: unknown; secret: boolean }>>;
  readonly organization?: Json;
  readonly user: (Json & { readonly username: string; readonly roles: readonly Json[] }) | null;
}

interface Recording {
  readonly organization: Json & { readonly id: string };
  readonly people: readonly (Omit<StoredUser, 'name' | 'avatar_url'> & { readonly key: string })[];
  readonly rows: readonly StoredAuditLog[];
  readonly exchanges: readonly { readonly path: string; readonly response: unknown }[];
}

describe.each(['2.20.3', '2.24.2', '2.30.9'] as const)('the rows of Coder %s', (version) => {
  const recording = readRecording(version);
  let coder: CoderSimulator;
  let gateway: Gateway;

  beforeAll(async () => {
    const owner = recording.people.find(({ key }) => key === 'owner')!;
    coder = await startCoderSimulator({
      version,
      users: recording.people.map(({ key: _key, ...person }) => ({
        name: '',
        avatar_url: '',
        ...person,
      })),
      organizations: [
        {
          ...(recording.organization as {
            id: string;
            name: string;
            display_name: string;
            icon: string;
          }),
          description: '',
          created_at: '2026-01-01T00:00:00Z',
          updated_at: '2026-01-01T00:00:00Z',
          is_default: true,
        },
      ],
      auditLogs: recording.rows,
      tokens: { [coderToken]: owner.id },
    });
    gateway = await startGateway({ coder: { url: coder.url, token: coderToken } });
  });

  afterAll(async () => {
    await gateway.close();
    await coder.close();
  });

  it('read back in every field as they were recorded', async () => {
    const { audit_logs: recorded } = recording.exchanges.find(
      ({ path }) => path === '/audit?limit=200',
    )!.response as { readonly audit_logs: readonly RecordedRow[] };

    const first = await gateway.query(recordedPage);
    const { endCursor, hasNextPage } = first.data!.auditLogs!.pageInfo;
    const second = await gateway.query(recordedPage, { after: endCursor });
    const nodes = [...first.data!.auditLogs!.nodes, ...second.data!.auditLogs!.nodes];

    expect(hasNextPage).toBe(true);
    expect(nodes).toHaveLength(recording.rows.length);
    const byId = new Map(nodes.map(({ summary: _summary, ...node }) => [node.logId, node]));
    expect(recorded.map(({ id }) => byId.get(id))).toEqual(recorded.map(expectedNode));
  });

  it('are told as the server tells them, where it tells them right', async () => {
    const { data } = await gateway.query(recordedPage);
    const plain = data!.auditLogs!.nodes.filter(
      ({ actor, statusCode, resourceType, additionalFields }) =>
        actor &&
        statusCode === 200 &&
        resourceType !== 'workspace_build' &&
        JSON.stringify(additionalFields) === '{}',
    );

    expect(plain.length).toBeGreaterThan(40);
    expect(plain.map(({ summary }) => summary)).toEqual(
      plain.map(({ description, actor, resourceTarget }) =>
        description!
          .replace('{user}', () => actor!.username!)
          .replace('{target}', () => resourceTarget ?? '')
          // A summary is one line, whatever a name holds.
          .replace('\t', '\\u0009')
          .trim(),
      ),
    );
  });
});

function readRecording(version: string): Recording {
  const file = new URL(`contract/coder-v${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

function expectedNode(row: RecordedRow) {
  const { organization, user } = row;
  return {
    logId: row.id,
    requestId: given(row['request_id']),
    occurredAt: row['time'],
    action: row['action'],
    resourceType: row['resource_type'],
    resourceId: given(row['resource_id']),
    resourceTarget: given(row['resource_target']),
    resourceIcon: given(row['resource_icon']),
    resourceLink: given(row['resource_link']),
    isDeleted: row['is_deleted'],
    statusCode: row['status_code'],
    ip: given(row['ip']),
    userAgent: given(row['user_agent']),
    description: given(row['description']),
    additionalFields: row['additional_fields'] ?? {},
    diff: Object.entries(row.diff)
      .map(([field, { secret, ...values }]) => ({
        field,
        old: secret ? null : (values.old ?? null),
        new: secret ? null : (values.new ?? null),
        isSecret: secret,
      }))
      .toSorted((a, b) => (a.field < b.field ? -1 : 1)),
    organization: organization
      ? {
          organizationId: organization['id'],
          name: given(organization['name']),
          displayName: given(organization['display_name']),
          icon: given(organization['icon']),
        }
      : null,
    actor: user && {
      userId: user['id'],
      username: user.username,
      name: given(user['name']),
      email: given(user['email']),
      avatarUrl: given(user['avatar_url']),
      status: user['status'],
      loginType: user['login_type'],
      createdAt: given(user['created_at']),
      updatedAt: given(user['updated_at']),
      lastSeenAt: given(user['last_seen_at']),
      roles: user.roles.map((role) => ({
        name: role['name'],
        displayName: given(role['display_name']),
      })),
    },
  };
}

/** What stands for "none" in Coder's JSON is null in the graph. */
function given(value: unknown): unknown {
  const nones: unknown[] = [undefined, '', nilUuid, '0001-01-01T00:00:00Z'];
  return nones.includes(value) ? null : value;
}
