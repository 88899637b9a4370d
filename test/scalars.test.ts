import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { startAcme } from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const literals = graphql(`
  mutation JsonInLiterals($name: String!, $fields: JSON) {
    whole: generateTestAuditLog(
      input: {
        additionalFields: {
          workspace_name: $name
          build_number: "7"
          added: [1, -2.5, true, null, { deep: "x" }]
        }
      }
    ) {
      auditLog {
        additionalFields
      }
    }
    variable: generateTestAuditLog(input: { additionalFields: $fields }) {
      auditLog {
        additionalFields
      }
    }
  }
`);

const written = graphql(`
  mutation WriteAt($occurredAt: DateTime!, $resourceId: UUID!) {
    generateTestAuditLog(input: { occurredAt: $occurredAt, resourceId: $resourceId }) {
      auditLog {
        occurredAt
        resourceId
      }
    }
  }
`);

const resourceId = 'B0000000-0000-4000-8000-00000000000A';

describe('scalars', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme();
  });

  afterAll(() => acme.close());

  beforeEach(() => acme.coder.traffic.reset());

  it('take JSON in literals, with variables inside, and as variables', async () => {
    const fields = { workspace_name: 'dev-box', kept: [{ __proto: 1 }] };

    const { data, errors } = await acme.gateway.query(literals, { name: 'dev-box', fields });

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      whole: {
        auditLog: {
          additionalFields: {
            workspace_name: 'dev-box',
            build_number: '7',
            added: [1, -2.5, true, null, { deep: 'x' }],
          },
        },
      },
      variable: { auditLog: { additionalFields: fields } },
    });
  });

  it('refuse bare words in JSON', async () => {
    const { errors } = await acme.gateway.query(
      'mutation { generateTestAuditLog(input: { additionalFields: { a: B } }) { auditLog { id } } }',
    );

    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });

  it.each([
    ['2026-02-10T10:00:00Z', '2026-02-10T10:00:00Z'],
    ['2026-02-10t10:00:00.5z', '2026-02-10T10:00:00.5Z'],
    ['2026-02-10T23:30:00.000001-05:30', '2026-02-11T05:00:00.000001Z'],
    ['0002-01-01T00:00:00Z', '0002-01-01T00:00:00Z'],
    ['9998-12-31T23:59:59.999999Z', '9998-12-31T23:59:59.999999Z'],
  ])('take the instant %s', async (occurredAt, expected) => {
    const { data, errors } = await acme.gateway.query(written, { occurredAt, resourceId });

    expect(errors).toBeUndefined();
    expect(data?.generateTestAuditLog?.auditLog).toEqual({
      occurredAt: expected,
      resourceId: resourceId.toLowerCase(),
    });
  });

  it.each([
    '0001-12-31T23:59:59Z',
    '2026-02-10',
    '2026-02-10T10:00:00',
    '2026-02-10T10:00:60Z',
    '2026-02-29T10:00:00Z',
    '2026-02-10T10:00:00.1234567890Z',
    '2026-02-10T24:00:00Z',
    '10000-01-01T00:00:00Z',
    '',
  ])('refuse the instant %j', async (occurredAt) => {
    const { errors } = await acme.gateway.query(written, { occurredAt, resourceId });

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(acme.coderCalls()).toEqual([]);
  });

  it.each(['', 'b0000000', `{${resourceId}}`, resourceId.replaceAll('-', ''), `${resourceId}\n`])(
    'refuse the UUID %j',
    async (id) => {
      const { errors } = await acme.gateway.query(written, {
        occurredAt: '2026-02-10T10:00:00Z',
        resourceId: id,
      });

      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    },
  );
});
