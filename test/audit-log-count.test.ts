import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditLog, startAcme, uuid } from './support/acme.ts';
import { graphql } from './graphql/gql.ts';

const countAlone = graphql(`
  query CountAuditLogs {
    auditLogs {
      totalCount
      totalCountPrecision
      totalCountCap
    }
  }
`);

const pageAndCount = graphql(`
  query PageAndCountOfAuditLogs {
    auditLogs(first: 2) {
      totalCount
      nodes {
        logId
      }
    }
  }
`);

describe('the count of audit logs', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme({ coder: { auditLogs: [auditLog(1), auditLog(2), auditLog(3)] } });
  });

  afterAll(() => acme.close());

  beforeEach(() => acme.coder.traffic.reset());

  it('is exact up to the cap', async () => {
    const { data } = await acme.gateway.query(countAlone);

    expect(data?.auditLogs).toEqual({
      totalCount: 3,
      totalCountPrecision: 'EXACT',
      totalCountCap: 2000,
    });
  });

  it('costs one call and no page when asked for alone', async () => {
    await acme.gateway.query(countAlone);

    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('costs no call beside the page', async () => {
    const { data } = await acme.gateway.query(pageAndCount);

    expect(data?.auditLogs).toEqual({
      totalCount: 3,
      nodes: [{ logId: uuid('a', 3) }, { logId: uuid('a', 2) }],
    });
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('stops at the cap and says that there is more', async () => {
    const auditLogs = Array.from({ length: 12 }, (_, index) => auditLog(index));
    const capped = await startAcme({ coder: { auditLogs }, config: { countCap: 10 } });
    try {
      const { data } = await capped.gateway.query(countAlone);

      expect(data?.auditLogs).toEqual({
        totalCount: 10,
        totalCountPrecision: 'AT_LEAST',
        totalCountCap: 10,
      });
    } finally {
      await capped.close();
    }
  });
});
