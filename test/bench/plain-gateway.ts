import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import SchemaBuilder from '@pothos/core';
import RelayPlugin, { resolveOffsetConnection } from '@pothos/plugin-relay';
import DataLoader from 'dataloader';
import { GraphQLDateTime, GraphQLJSON, GraphQLUUID } from 'graphql-scalars';
import { createYoga } from 'graphql-yoga';

/**
 * What a team would write in an afternoon: Yoga, Pothos with its Relay plugin, scalars from
 * graphql-scalars, fetch and dataloader. Arguments: Coder's URL, Bindplane's URL, `lookup` to fetch
 * each actor from `/users/{id}`, and since when to fetch events.
 */
const [coderUrl, bindplaneUrl, mode, since] = process.argv.slice(2);

interface Context {
  request: Request;
  users: DataLoader<string, Json>;
}
type Json = Record<string, unknown>;

const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    DateTime: { Input: Date; Output: Date | string };
    UUID: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}>({ plugins: [RelayPlugin], relay: { nodesOnConnection: true } });
builder.addScalarType('DateTime', GraphQLDateTime);
builder.addScalarType('UUID', GraphQLUUID);
builder.addScalarType('JSON', GraphQLJSON);

const text = (key: string) => (row: Json) => (row[key] as string | undefined) ?? null;

const Organization = builder.objectRef<Json>('Organization');
builder.node(Organization, {
  id: { resolve: (row) => String(row['id']) },
  isTypeOf: (value) => 'display_name' in (value as Json),
  fields: (t) => ({
    name: t.string({ nullable: true, resolve: text('name') }),
    displayName: t.string({ nullable: true, resolve: text('display_name') }),
  }),
});

const Role = builder.objectRef<Json>('Role').implement({
  fields: (t) => ({
    name: t.string({ nullable: true, resolve: text('name') }),
    displayName: t.string({ nullable: true, resolve: text('display_name') }),
  }),
});

const User = builder.objectRef<Json>('User').implement({
  fields: (t) => ({
    id: t.id({ nullable: true, resolve: text('id') }),
    userId: t.field({ type: 'UUID', nullable: true, resolve: text('id') }),
    username: t.string({ nullable: true, resolve: text('username') }),
    name: t.string({ nullable: true, resolve: text('name') }),
    email: t.string({ nullable: true, resolve: text('email') }),
    avatarUrl: t.string({ nullable: true, resolve: text('avatar_url') }),
    status: t.string({ nullable: true, resolve: text('status') }),
    loginType: t.string({ nullable: true, resolve: text('login_type') }),
    createdAt: t.field({ type: 'DateTime', nullable: true, resolve: text('created_at') }),
    updatedAt: t.field({ type: 'DateTime', nullable: true, resolve: text('updated_at') }),
    lastSeenAt: t.field({ type: 'DateTime', nullable: true, resolve: text('last_seen_at') }),
    roles: t.field({ type: [Role], nullable: true, resolve: (row) => row['roles'] as Json[] }),
  }),
});

const DiffEntry = builder.objectRef<Json>('DiffEntry').implement({
  fields: (t) => ({
    field: t.string({ nullable: true, resolve: text('field') }),
    old: t.field({ type: 'JSON', nullable: true, resolve: (row) => row['old'] }),
    new: t.field({ type: 'JSON', nullable: true, resolve: (row) => row['new'] }),
    isSecret: t.boolean({ resolve: (row) => row['secret'] === true }),
  }),
});

const AuditLog = builder.objectRef<Json>('AuditLog');
builder.node(AuditLog, {
  id: { resolve: (row) => String(row['id']) },
  isTypeOf: (value) => 'resource_type' in (value as Json),
  fields: (t) => ({
    source: t.string({ resolve: () => 'CODER' }),
    occurredAt: t.field({ type: 'DateTime', nullable: true, resolve: text('time') }),
    action: t.string({ nullable: true, resolve: text('action') }),
    operationType: t.string({
      nullable: true,
      resolve: (row) => String(row['action']).toUpperCase(),
    }),
    resourceType: t.string({ nullable: true, resolve: text('resource_type') }),
    resourceName: t.string({ nullable: true, resolve: text('resource_target') }),
    actorName: t.string({
      nullable: true,
      resolve: (row) => text('username')(row['user'] as Json),
    }),
    actor: t.field({
      type: User,
      nullable: true,
      resolve: (row, _args, context) => {
        const user = row['user'] as Json;
        return mode === 'lookup' ? context.users.load(String(user['id'])) : user;
      },
    }),
    summary: t.string({
      resolve: (row) =>
        String(row['description'])
          .replace('{user}', String((row['user'] as Json)['username']))
          .replace('{target}', String(row['resource_target'])),
    }),
    logId: t.field({ type: 'UUID', nullable: true, resolve: text('id') }),
    requestId: t.field({ type: 'UUID', nullable: true, resolve: text('request_id') }),
    resourceId: t.field({ type: 'UUID', nullable: true, resolve: text('resource_id') }),
    resourceTarget: t.string({ nullable: true, resolve: text('resource_target') }),
    resourceIcon: t.string({ nullable: true, resolve: text('resource_icon') }),
    resourceLink: t.string({ nullable: true, resolve: text('resource_link') }),
    isDeleted: t.boolean({ resolve: (row) => row['is_deleted'] === true }),
    statusCode: t.int({ nullable: true, resolve: (row) => row['status_code'] as number }),
    isSuccessful: t.boolean({ resolve: (row) => (row['status_code'] as number) < 400 }),
    ip: t.string({ nullable: true, resolve: text('ip') }),
    userAgent: t.string({ nullable: true, resolve: text('user_agent') }),
    description: t.string({ nullable: true, resolve: text('description') }),
    diff: t.field({
      type: [DiffEntry],
      resolve: (row) =>
        Object.entries(row['diff'] as Json).map(([field, change]) => ({
          field,
          ...(change as Json),
        })),
    }),
    additionalFields: t.field({
      type: 'JSON',
      nullable: true,
      resolve: (row) => row['additional_fields'],
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      resolve: (row) => row['organization'] as Json,
    }),
  }),
});

const AuditEvent = builder.objectRef<Json>('AuditEvent');
builder.node(AuditEvent, {
  id: { resolve: (row) => String(row['id']) },
  isTypeOf: (value) => 'resourceKind' in (value as Json),
  fields: (t) => ({
    occurredAt: t.field({ type: 'DateTime', nullable: true, resolve: text('timestamp') }),
    action: t.string({ nullable: true, resolve: text('action') }),
    resourceType: t.string({ nullable: true, resolve: text('resourceKind') }),
    resourceName: t.string({ nullable: true, resolve: text('resourceName') }),
    actorName: t.string({ nullable: true, resolve: text('user') }),
    configuration: t.string({ nullable: true, resolve: text('configuration') }),
    summary: t.string({
      resolve: (row) =>
        `${String(row['user'])} ${String(row['action'])} ${String(row['resourceName'])}`,
    }),
  }),
});

builder.queryType({
  fields: (t) => ({
    auditLogs: t.connection({
      type: AuditLog,
      resolve: (_root, args, { request }) =>
        resolveOffsetConnection({ args }, async ({ offset, limit }) => {
          const page = (await getJson(
            `${coderUrl}/api/v2/audit?limit=${limit}&offset=${offset}`,
            'coder-session-token',
            request,
          )) as { audit_logs: Json[] };
          return page.audit_logs;
        }),
    }),
    auditEvents: t.connection({
      type: AuditEvent,
      resolve: (_root, args, { request }) =>
        resolveOffsetConnection({ args }, async ({ offset, limit }) => {
          const trail = (await getJson(
            `${bindplaneUrl}/v1/audit-events${since ? `?min-date=${since}` : ''}`,
            'x-bindplane-api-key',
            request,
          )) as { auditEvents: Json[] };
          return trail.auditEvents
            .toSorted((a, b) => (String(a['timestamp']) > String(b['timestamp']) ? -1 : 1))
            .slice(offset, offset + limit);
        }),
    }),
  }),
});

async function getJson(url: string, header: string, request: Request): Promise<unknown> {
  const response = await fetch(url, { headers: { [header]: request.headers.get(header) ?? '' } });
  if (!response.ok) throw new Error(`The upstream answered ${response.status}.`);
  return response.json();
}

const yoga = createYoga({
  schema: builder.toSchema(),
  logging: false,
  context: ({ request }): Context => ({
    request,
    users: new DataLoader((ids) =>
      Promise.all(
        ids.map((id) =>
          getJson(`${coderUrl}/api/v2/users/${id}`, 'coder-session-token', request).then(
            (user) => user as Json,
          ),
        ),
      ),
    ),
  }),
});
// Yoga's listener is a request listener that also returns a promise.
const server = createServer((req, res) => void yoga(req, res));
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` });
});
