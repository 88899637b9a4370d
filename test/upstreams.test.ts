import { describe, expect, it } from 'vitest';
import { startAcme } from './support/acme.ts';
import { startGateway } from './support/gateway.ts';
import { graphql } from './graphql/gql.ts';

const upstreams = graphql(`
  query Upstreams {
    upstreams {
      source
      isReachable
      isSimulated
      version
      latencyMs
      code
      message
    }
  }
`);

describe('upstreams', () => {
  it('shows versions and latencies of what answers', async () => {
    const acme = await startAcme();
    try {
      const { data, errors } = await acme.gateway.query(upstreams);

      expect(errors).toBeUndefined();
      expect(data?.upstreams).toEqual([
        {
          source: 'CODER',
          isReachable: true,
          isSimulated: false,
          version: expect.stringContaining('2.35.1') as string,
          latencyMs: expect.any(Number) as number,
          code: null,
          message: null,
        },
        {
          source: 'BINDPLANE',
          isReachable: true,
          isSimulated: false,
          version: 'v1.98.2',
          latencyMs: expect.any(Number) as number,
          code: null,
          message: null,
        },
      ]);
    } finally {
      await acme.close();
    }
  });

  it('shows why one does not answer, beside the other', async () => {
    const acme = await startAcme();
    await acme.bindplane.close();
    try {
      const { data, errors } = await acme.gateway.query(upstreams);

      expect(errors).toBeUndefined();
      expect(data?.upstreams).toMatchObject([
        { source: 'CODER', isReachable: true },
        {
          source: 'BINDPLANE',
          isReachable: false,
          isSimulated: false,
          version: null,
          latencyMs: null,
          code: 'UPSTREAM_UNAVAILABLE',
          message: expect.stringContaining('Bindplane') as string,
        },
      ]);
    } finally {
      await acme.gateway.close();
      await acme.coder.close();
    }
  });

  it('says which are not configured', async () => {
    const gateway = await startGateway();
    try {
      const { data, errors } = await gateway.query(upstreams);

      expect(errors).toBeUndefined();
      expect(data?.upstreams).toMatchObject([
        { source: 'CODER', isReachable: false, code: 'UPSTREAM_NOT_CONFIGURED' },
        { source: 'BINDPLANE', isReachable: false, code: 'UPSTREAM_NOT_CONFIGURED' },
      ]);
    } finally {
      await gateway.close();
    }
  });
});
