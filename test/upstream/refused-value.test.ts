import { describe, expect, it } from 'vitest';
import { filterRefusal } from '../../src/upstream/coder/filter-refusal.ts';
import { allowUnknownActions, tellRefusals } from '../../src/upstream/coder/refused-value.ts';
import {
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../../src/upstream/door/upstream-error.ts';

const query = { q: 'action:frob', limit: 1, offset: 0 };
const place = { upstream: 'CODER' as const };
const refuse = filterRefusal('filter', undefined);

describe('tellRefusals', () => {
  it.each([
    ['action', 'filter.actions'],
    ['resource_type', 'filter.resourceTypes'],
    ['build_reason', 'filter.buildReasons'],
    ['organization', 'filter.organization'],
    ['request_id', 'filter.requestId'],
    ['username', 'filter.actor'],
  ])('names our field for %s', async (field, argument) => {
    const client = tellRefusals(refusing(field), refuse);

    await expect(client.auditLogs(query)).rejects.toMatchObject({
      name: 'InvalidArgumentError',
      argument,
      message: expect.not.stringContaining('secret detail'),
    });
  });

  it('tells the value, its place in the search, and the values known', async () => {
    const client = tellRefusals(
      refusing('action'),
      filterRefusal('filter', 'username:dana action:Frob'),
    );

    await expect(client.auditLogs(query)).rejects.toMatchObject({
      argument: 'filter.search',
      message: expect.stringMatching(
        /^At character 15 of the search, `action:Frob`: Coder knows no action "frob", or .* The values known: create, write, /,
      ),
    });
  });

  it.each(['q', 'date_from', 'toString', '__proto__', ''])(
    'passes on what no filter of ours has caused: %j',
    async (field) => {
      const client = tellRefusals(refusing(field), refuse);

      await expect(client.auditLogs(query)).rejects.toBeInstanceOf(UpstreamRejectedError);
    },
  );

  it('passes on every other failure', async () => {
    const error = new UpstreamUnavailableError('down', place);
    const client = tellRefusals({ auditLogs: () => Promise.reject(error) }, refuse);

    await expect(client.auditLogs(query)).rejects.toBe(error);
  });
});

describe('allowUnknownActions', () => {
  it('finds nothing where the server knows no such action', async () => {
    const client = allowUnknownActions(refusing('action'));

    expect(await client.auditLogs(query)).toEqual({ rows: [], count: 0, countCap: 0 });
  });

  it.each([[['resource_type']], [['action', 'organization']], [[]]])(
    'passes on a refusal of %j',
    async (fields) => {
      const client = allowUnknownActions(refusing(...fields));

      await expect(client.auditLogs(query)).rejects.toBeInstanceOf(UpstreamRejectedError);
    },
  );
});

function refusing(...fields: readonly string[]) {
  const validations = fields.map((field) => ({ field, detail: 'secret detail' }));
  const error = new UpstreamRejectedError('Coder refused it.', place, validations);
  return { auditLogs: () => Promise.reject(error) };
}
