import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema();
const redisUrl = 'redis://127.0.0.1:6379';
const redisPrefix = `auditgraph-test-${randomUUID()}:`;
const lost = 'Redis is lost: limits count in this process alone until it is back';

const redis = await connectToRedis();

async function connectToRedis(): Promise<Redis | undefined> {
  const client = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    process.stderr.write('No Redis answers at 127.0.0.1:6379: its tests are left out.\n');
    return undefined;
  }
}

function start(url: string, rateLimitPerMinute: number): Promise<Gateway> {
  return startGateway({
    schema,
    config: { redis: { url, prefix: redisPrefix }, rateLimitPerMinute, trustProxy: 1 },
  });
}

async function ask({ url }: Gateway, address = '192.0.2.1'): Promise<number> {
  const headers = { 'X-Forwarded-For': address };
  const { status } = await fetch(`${url}/graphql?query={__typename}`, { headers });
  return status;
}

/** A replica counts by itself until it is connected. */
async function connected(replica: Gateway, address: string): Promise<void> {
  await eventually(async () => {
    await ask(replica, address);
    expect(await redis!.exists(`${redisPrefix}rate:address:${address}`)).toBe(1);
  });
}

describe.runIf(redis)('replicas with one Redis', () => {
  let first: Gateway;
  let second: Gateway;

  beforeAll(async () => {
    [first, second] = [await start(redisUrl, 4), await start(redisUrl, 4)];
    await connected(first, '192.0.2.11');
    await connected(second, '192.0.2.12');
  });

  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    const keys = await redis!.keys(`${redisPrefix}*`);
    if (keys.length > 0) await redis!.del(keys);
    redis!.disconnect();
  });

  it('count a caller together', async () => {
    const statuses: number[] = [];
    for (const replica of [first, second, first, second, first, second]) {
      statuses.push(await ask(replica));
    }

    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  });

  it('keep nothing there for longer than a minute', async () => {
    await ask(first, '192.0.2.2');

    const seconds = await redis!.ttl(`${redisPrefix}rate:address:192.0.2.2`);

    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('keep no credential there', async () => {
    const passThrough = await startGateway({
      schema,
      coder: { url: 'http://127.0.0.1:9' },
      config: { redis: { url: redisUrl, prefix: redisPrefix }, rateLimitPerMinute: 4 },
    });
    const headers = { 'Coder-Session-Token': 'secret-token' };

    const keys = await eventually(async () => {
      await fetch(`${passThrough.url}/graphql?query={__typename}`, { headers });
      const found = await redis!.keys(`${redisPrefix}rate:credential:*`);
      expect(found).toHaveLength(1);
      return found;
    });

    expect(keys.join()).not.toMatch(/secret/);
    await passThrough.close();
  });
});

describe('a Redis that does not count', () => {
  it.each([
    ['nil', '$-1\r\n'],
    ['a null list', '*-1\r\n'],
    ['OK', '+OK\r\n'],
    ['a number alone', ':10\r\n'],
    ['texts', '*2\r\n$2\r\n10\r\n$5\r\n60000\r\n'],
    ['nothing in a list', '*2\r\n$-1\r\n$-1\r\n'],
    ['an empty list', '*0\r\n'],
    ['less than was taken', '*2\r\n:1\r\n:60000\r\n'],
    ['a window without end', '*2\r\n:10\r\n:-1\r\n'],
    ['a window of an hour', '*2\r\n:10\r\n:3600000\r\n'],
    ['an error', '-ERR unknown command\r\n'],
  ])('leaves each process its own limit: %s', async (_what, answer) => {
    const odd = await startOddRedis(answer);
    const gateway = await start(odd.url, 2);
    await eventually(async () => {
      await ask(gateway, '192.0.2.9');
      expect(odd.counts()).toBe(1);
    });

    const statuses = [await ask(gateway), await ask(gateway), await ask(gateway)];

    expect(statuses).toEqual([200, 200, 429]);
    expect(odd.counts()).toBe(1);
    expect(gateway.log).toEqual([expect.stringContaining(lost)]);
    await gateway.close();
    odd.close();
  });
});

describe('a Redis that is lost', () => {
  it('leaves each process its own limit, and is told once', async () => {
    const gateway = await start('redis://:hunter2@127.0.0.1:1', 2);

    const statuses = [await ask(gateway), await ask(gateway), await ask(gateway)];

    expect(statuses).toEqual([200, 200, 429]);
    await eventually(() => expect(gateway.log.length).toBeGreaterThan(0));
    expect(gateway.log.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ message: lost }),
    ]);
    expect(gateway.log.join()).not.toMatch(/hunter2/);
    await gateway.close();
  });

  it('is left alone for a while when it stops to answer', async () => {
    const mute = await startOddRedis();
    const gateway = await start(mute.url, 100);
    await eventually(async () => {
      await ask(gateway);
      expect(mute.counts()).toBe(1);
    });

    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask(gateway)));

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(mute.counts()).toBe(1);
    expect(gateway.log).toEqual([expect.stringContaining(lost)]);
    await gateway.close();
    mute.close();
  });
});

describe('a caller whom Redis refuses', () => {
  it('has it remember no credential that is made up', async () => {
    const full = await startOddRedis('*2\r\n:1000000\r\n:60000\r\n');
    const gateway = await startGateway({
      schema,
      coder: { url: 'http://127.0.0.1:9' },
      config: { redis: { url: full.url, prefix: redisPrefix }, rateLimitPerMinute: 100 },
    });
    const askAs = async (token: string) => {
      const headers = { 'Coder-Session-Token': token };
      return (await fetch(`${gateway.url}/graphql?query={__typename}`, { headers })).status;
    };
    await eventually(async () => expect(await askAs('first')).toBe(429));
    const before = full.counts();

    const statuses = [await askAs('second'), await askAs('third')];

    expect(statuses).toEqual([429, 429]);
    expect(full.counts()).toBe(before);
    await gateway.close();
    full.close();
  });
});

describe('a Redis that has moved', () => {
  it('is asked where it is now, and nobody is refused meanwhile', async () => {
    const [first, second] = await Promise.all([startOddRedis(oneOfMany), startOddRedis(oneOfMany)]);
    let url = first.url;
    const moving = {
      prefix: redisPrefix,
      get url() {
        return url;
      },
    };
    const gateway = await startGateway({
      schema,
      config: { redis: moving, rateLimitPerMinute: 100 },
    });
    await eventually(async () => {
      expect(await ask(gateway)).toBe(200);
      expect(first.counts()).toBeGreaterThan(0);
    });

    url = second.url;

    await eventually(async () => {
      expect(await ask(gateway)).toBe(200);
      expect(second.counts()).toBeGreaterThan(0);
    });
    expect(gateway.log).toEqual([]);
    await gateway.close();
    first.close();
    second.close();
  });
});

/** What a caller has taken who asks once in a minute. */
const oneOfMany = '*2\r\n:10\r\n:60000\r\n';

/** Connects like a Redis, and answers so when it has to count; never when undefined. */
async function startOddRedis(
  answer?: string,
): Promise<{ url: string; counts(): number; close(): void }> {
  const sockets: Socket[] = [];
  let counts = 0;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => {
      for (const [, command = ''] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        if (/^eval/i.test(command)) {
          counts += 1;
          if (answer !== undefined) socket.write(answer);
        } else if (/^info$/i.test(command)) socket.write('$9\r\nloading:0\r\n');
        else socket.write('+OK\r\n');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    counts: () => counts,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
