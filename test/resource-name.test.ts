import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, startAcme, uuid } from './support/acme.ts';

const at = (second: number) => `2026-02-10T10:00:0${second}Z`;
const build = (number: number, workspace: string, target = '') =>
  auditLog(number, {
    time: at(number),
    action: number % 2 === 0 ? 'delete' : 'start',
    resource_type: 'workspace_build',
    resource_target: target,
    additional_fields: { workspace_name: workspace, build_number: '1', workspace_owner: 'dana' },
  });

describe('resourceName', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme({
      coder: {
        auditLogs: [
          auditLog(1, { time: at(1), resource_type: 'workspace', resource_target: 'web' }),
          build(2, 'web'),
          build(3, 'other'),
          auditLog(4, { time: at(4), resource_target: 'Web' }),
          build(5, 'web', 'web'),
          build(6, '', 'web'),
          build(7, 'Web'),
        ],
      },
      bindplane: {
        events: [
          auditEvent(1, { resourceName: 'web', timestamp: at(8) }),
          auditEvent(2, { resourceName: 'Web', timestamp: at(9) }),
        ],
      },
    });
  });

  afterAll(() => acme.close());

  it.each([
    [{ resourceName: 'web' }, [6, 5, 2, 1]],
    [{ resourceName: 'Web' }, [7, 4]],
    [{ resourceName: 'web', operationTypes: ['DELETE'] }, [6, 2]],
    [{ resourceName: 'web', resourceTypes: ['workspace'] }, [1]],
    [{ resourceName: 'web', resourceTypes: ['workspace_build'] }, [6, 5, 2]],
    [{ resourceName: 'web', resourceTypes: ['workspace', 'workspace_build'] }, [6, 5, 2, 1]],
    [{ resourceName: 'web', resourceTarget: 'other' }, []],
    [{ resourceName: 'nothing' }, []],
  ])('finds builds and targets by the name that is shown: %o', async (filter, numbers) => {
    const { data } = await acme.gateway.query(
      `query ($filter: AuditLogFilter) {
        auditLogs(filter: $filter) { totalCount totalCountPrecision nodes { logId } }
      }`,
      { filter },
    );

    expect(data?.['auditLogs']).toEqual({
      totalCount: numbers.length,
      totalCountPrecision: 'EXACT',
      nodes: numbers.map((number) => ({ logId: uuid('a', number) })),
    });
  });

  it('goes through them in pages of one, in both directions', async () => {
    const newestFirst = [6, 5, 2, 1].map((number) => uuid('a', number));

    expect(await walk(acme, 'first', 'after')).toEqual(newestFirst);
    expect(await walk(acme, 'last', 'before')).toEqual(newestFirst.toReversed());
  });

  it('finds the entries of both systems in the timeline', async () => {
    const { data } = await acme.gateway.query(
      `{ auditTimeline(filter: { resourceName: "web" }) { nodes { source resourceName } } }`,
    );

    expect(data).toEqual({
      auditTimeline: {
        nodes: ['BINDPLANE', 'CODER', 'CODER', 'CODER', 'CODER'].map((source) => ({
          source,
          resourceName: 'web',
        })),
      },
    });
  });
});

interface Page {
  readonly nodes: readonly { readonly logId: string }[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

/** In pages of one. */
async function walk(acme: Acme, size: 'first' | 'last', place: 'after' | 'before') {
  const shown: string[] = [];
  for (let cursor: string | null = null; ;) {
    const answer: { data?: { auditLogs: Page } | null } = await acme.gateway.query(
      `query ($cursor: String) {
        auditLogs(${size}: 1, ${place}: $cursor, filter: { resourceName: "web" }) {
          nodes { logId }
          pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
        }
      }`,
      { cursor },
    );
    const { nodes, pageInfo } = answer.data!.auditLogs;
    shown.push(...nodes.map(({ logId }) => logId));
    cursor = size === 'first' ? pageInfo.endCursor : pageInfo.startCursor;
    if (!(size === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return shown;
  }
}
