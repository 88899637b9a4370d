import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import { rawRequest } from './support/raw-request.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema();

describe('an idle connection', () => {
  it('is kept for longer than balancers keep theirs', async () => {
    const gateway = await startGateway({ schema });

    const { headers } = await fetch(`${gateway.url}/health/live`);

    expect(headers.get('keep-alive')).toBe('timeout=75');
    await gateway.close();
  });

  it('is closed when its time is over', async () => {
    const gateway = await startGateway({ schema, config: { keepAliveTimeoutMs: 50 } });
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write('GET /health/live HTTP/1.1\r\n\r\n');
    socket.resume();

    await once(socket, 'close');

    await gateway.close();
  });

  it('is closed when the gateway stops', async () => {
    const gateway = await startGateway({ schema });
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write('GET /health/live HTTP/1.1\r\n\r\n');
    await once(socket, 'data');

    await Promise.all([gateway.close(), once(socket, 'close')]);
  });
});

describe('the headers of a request', () => {
  it.each([
    [1500, 200],
    [3000, 431],
  ])('of some %i bytes are answered with %i by a limit of 2000', async (bytes, status) => {
    const gateway = await startGateway({ schema, config: { maxHeaderBytes: 2000 } });
    const { port } = new URL(gateway.url);

    const answer = await rawRequest(
      port,
      `GET /health/live?${'x'.repeat(bytes)} HTTP/1.1\r\nConnection: close\r\n\r\n`,
    );

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    await gateway.close();
  });
});
