import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/config.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { startTlsFront, tlsFile } from './support/tls-front.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const authority = tlsFile('authority.cert.pem');
const clientCert = tlsFile('client.cert.pem');
const clientKey = tlsFile('client.key.pem');
const credentials = {
  'Coder-Session-Token': 'coder-token',
  'X-Bindplane-Api-Key': 'bindplane-key',
};
const mutual = { requestCert: true, rejectUnauthorized: true };

let server: Simulator;
let gateway: Gateway | undefined;

beforeEach(async () => {
  server = await startVersionServer();
});

afterEach(async () => {
  await gateway?.close();
  await server.close();
});

/** What a gateway with these settings answers. */
async function ask(environment: Record<string, string>, query: string): Promise<unknown> {
  const { coder, bindplane } = parseConfig(environment);
  gateway = await startGateway({
    schema: createVersionSchema(),
    ...(coder && { coder }),
    ...(bindplane && { bindplane }),
    config: { upstreamRetries: 0 },
  });
  return gateway.query(query, {}, credentials);
}

describe('an upstream with a certificate of a private authority', () => {
  it.each([
    ['CODER', 'coder'],
    ['BINDPLANE', 'bindplane'],
  ])('is asked when %s_CA_FILE holds the authority', async (prefix, field) => {
    const url = await startTlsFront(server.url);

    const answer = await ask(
      { [`${prefix}_URL`]: url, [`${prefix}_CA_FILE`]: authority },
      `{ ${field} }`,
    );

    expect(answer).toEqual({ data: { [field]: 'v1.2.3' } });
  });

  it.each([
    ['no authority', {}],
    ['another authority', { CODER_CA_FILE: tlsFile('other-authority.cert.pem') }],
  ])('gets no credential with %s', async (_what, files) => {
    const url = await startTlsFront(server.url);

    const answer = await ask({ CODER_URL: url, ...files }, '{ coder }');

    expect(answer).toMatchObject({
      data: { coder: null },
      errors: [
        {
          message: expect.stringMatching(/^Coder could not be reached for GET \S+ \(\w+\)\.$/),
          extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' },
        },
      ],
    });
    expect(server.traffic.calls).toEqual([]);
  });

  it('gets no credential under a name that is not its own', async () => {
    const url = await startTlsFront(server.url, { host: '127.0.0.2' });

    const answer = await ask({ CODER_URL: url, CODER_CA_FILE: authority }, '{ coder }');

    expect(answer).toMatchObject({
      errors: [
        {
          message: expect.stringContaining('(ERR_TLS_CERT_ALTNAME_INVALID)'),
          extensions: { code: 'UPSTREAM_UNAVAILABLE' },
        },
      ],
    });
    expect(server.traffic.calls).toEqual([]);
  });
});

describe('an upstream that wants a certificate of its clients', () => {
  it.each([
    ['CODER', 'coder'],
    ['BINDPLANE', 'bindplane'],
  ])('is shown that of %s_CERT_FILE', async (prefix, field) => {
    const url = await startTlsFront(server.url, mutual);
    const environment = {
      [`${prefix}_URL`]: url,
      [`${prefix}_CA_FILE`]: authority,
      [`${prefix}_CERT_FILE`]: clientCert,
      [`${prefix}_KEY_FILE`]: clientKey,
    };

    expect(await ask(environment, `{ ${field} }`)).toEqual({ data: { [field]: 'v1.2.3' } });
  });

  it('is not shown that of the other upstream', async () => {
    const url = await startTlsFront(server.url, mutual);
    const environment = {
      CODER_URL: url,
      CODER_CA_FILE: authority,
      BINDPLANE_URL: url,
      BINDPLANE_CA_FILE: authority,
      BINDPLANE_CERT_FILE: clientCert,
      BINDPLANE_KEY_FILE: clientKey,
    };

    expect(await ask(environment, '{ coder bindplane }')).toMatchObject({
      data: { coder: null, bindplane: 'v1.2.3' },
      errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' } }],
    });
  });
});

it('connects by what its files hold now', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditgraph-tls-'));
  const path = join(folder, 'authority.pem');
  copyFileSync(tlsFile('other-authority.cert.pem'), path);
  const environment = { CODER_URL: await startTlsFront(server.url), CODER_CA_FILE: path };
  const { coder } = parseConfig(environment);
  gateway = await startGateway({
    schema: createVersionSchema(),
    config: { coder, upstreamRetries: 0 },
  });
  const before = await gateway.query('{ coder }', {}, credentials);

  copyFileSync(authority, path);

  const after = await gateway.query('{ coder }', {}, credentials);
  expect(before).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
  expect(after).toEqual({ data: { coder: 'v1.2.3' } });
  rmSync(folder, { recursive: true });
});
