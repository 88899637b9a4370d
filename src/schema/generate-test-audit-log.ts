import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';
import { describeError } from './client-errors.ts';
import type { Context } from './context.ts';
import { InvalidArgumentError } from '../feed/feed-error.ts';
import { formatInstant } from '../feed/instant.ts';
import type { ReadBack } from '../upstream/coder/generate-audit-log.ts';
import { generateAuditLog } from '../upstream/coder/generate-audit-log.ts';
import type { CoderAuditLog, CoderTestAuditLog } from '../upstream/coder/model.ts';
import { unknownValue } from '../upstream/coder/refused-value.ts';
import { isStorableJson } from '../upstream/coder/storable-json.ts';
import { checkedUuid, checkedWord } from '../upstream/entry/filter-values.ts';
import { isDeeperThan, maxJsonLevels } from '../upstream/json/require-json.ts';
import { UpstreamRejectedError } from '../upstream/door/upstream-error.ts';
import { AuditLog } from './audit-log.ts';

const GenerateTestAuditLogInput = builder.inputType('GenerateTestAuditLogInput', {
  description: 'What the test entry says. All of it may be left out.',
  fields: (t) => ({
    action: t.string({
      description: 'An action that Coder knows, e.g. `create`; case is ignored. Left out: `write`.',
    }),
    resourceType: t.string({
      description:
        'A resource type that Coder knows, e.g. `template`; case is ignored. Left out: `user`.',
    }),
    resourceId: t.field({
      type: 'UUID',
      description: 'The thing it was done to, which need not exist. Left out: a random one.',
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description:
        'When it happened, in the past or the future; Coder rounds to microseconds. Left out: now.',
    }),
    additionalFields: t.field({
      type: 'JSON',
      description:
        'What to record besides, an object of at most 100 levels; numbers are sent as they are written. Coder replaces what it cannot read as its own additional fields. Left out: `{}`.',
    }),
    organizationId: t.field({
      type: 'UUID',
      description: 'The organization it happened in; Coder does not check it. Left out: none.',
    }),
  }),
});

const GenerateTestAuditLogPayload = builder.objectRef<{ readonly read: ReadBack }>(
  'GenerateTestAuditLogPayload',
);

GenerateTestAuditLogPayload.implement({
  description: 'What `generateTestAuditLog` wrote.',
  fields: (t) => ({
    auditLog: t.field({
      type: AuditLog,
      description:
        'The entry as `auditLogs` shows it. Null with an error that has `extensions.written: true` when it was written and cannot be read.',
      resolve: ({ read }) => read().catch(tellWritten),
    }),
  }),
});

builder.mutationField('generateTestAuditLog', (t) =>
  t.field({
    type: GenerateTestAuditLogPayload,
    description:
      "Writes an entry into Coder's audit log, to test what reads it. The actor is the user of the credential, who must be an Owner. Written at most once, never retried.",
    args: {
      input: t.arg({
        type: GenerateTestAuditLogInput,
        description: 'What the entry says; left out: an update of a user, now.',
      }),
    },
    resolve: async (_root, { input }, context) => {
      const { client } = context.coder();
      requireAllowed(context);
      const body = testAuditLogOf(input ?? {});
      return { read: await generateAuditLog(client, body).catch(tellRefusal) };
    },
  }),
);

/** With a shared credential every caller would write as its user. */
function requireAllowed({ config: { coder, allowTestAuditLog }, mayWrite }: Context): void {
  if (!mayWrite) throw forbidden('This gateway lets this caller read only.');
  if (coder?.token === undefined || allowTestAuditLog) return;
  throw forbidden('This gateway does not allow test entries with its own credential.');
}

function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
}

function testAuditLogOf(
  input: typeof GenerateTestAuditLogInput.$inferInput,
): Omit<CoderTestAuditLog, 'request_id'> {
  const action = checkedWord(input.action, 'input.action');
  const resourceType = checkedWord(input.resourceType, 'input.resourceType');
  const resourceId = checkedUuid(input.resourceId, 'input.resourceId');
  const organizationId = checkedUuid(input.organizationId, 'input.organizationId');
  return {
    ...(action !== undefined && { action }),
    ...(resourceType !== undefined && { resource_type: resourceType }),
    ...(resourceId !== undefined && { resource_id: resourceId }),
    ...(input.occurredAt && { time: formatInstant(input.occurredAt) }),
    additional_fields: checkedAdditionalFields(input.additionalFields),
    ...(organizationId !== undefined && { organization_id: organizationId }),
  };
}

function checkedAdditionalFields(value: unknown): unknown {
  if (isDeeperThan(maxJsonLevels, value)) {
    throw new InvalidArgumentError(
      'input.additionalFields',
      `It is more than ${maxJsonLevels} levels deep.`,
    );
  }
  if (isStorableJson(value)) return value ?? undefined;
  throw new InvalidArgumentError(
    'input.additionalFields',
    'It holds a text with a character that Coder cannot store: NUL, or half of a surrogate pair.',
  );
}

function tellRefusal(error: unknown): never {
  const field = error instanceof UpstreamRejectedError ? error.validations[0]?.field : undefined;
  if (field === 'action') {
    throw new InvalidArgumentError('input.action', unknownValue('action', undefined));
  }
  if (field === 'resource_type') {
    throw new InvalidArgumentError('input.resourceType', unknownValue('resource_type', undefined));
  }
  throw error;
}

function tellWritten(error: unknown): never | CoderAuditLog {
  const described = describeError(error);
  if (!described) throw error;
  const { message, ...extensions } = described;
  throw new GraphQLError(message, { extensions: { ...extensions, written: true } });
}
