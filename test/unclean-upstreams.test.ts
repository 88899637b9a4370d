import { afterEach, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { rawAnswer, startRawServer } from './support/raw-server.ts';
import type { RawServer } from './support/raw-server.ts';

const json = 'Content-Type: application/json';
const length = 'Content-Length: 2';
const ok = 'HTTP/1.1 200 OK';

let server: RawServer | undefined;
let gateway: Gateway | undefined;

afterEach(async () => {
  await gateway?.close();
  await server?.close();
});

async function askOf(url: string) {
  gateway = await startGateway({ coder: { url, token: 'aaaaaaaaaa-bbbbbbbbbbbbbbbbbbbbbb' } });
  const { errors } = await gateway.query('{ auditLogs { nodes { id } } }');
  return errors?.map(({ message, extensions }) => ({ message, code: extensions?.['code'] }));
}

function refusal(found: string) {
  return [
    {
      message: `Coder answered GET /api/v2/audit with something that is not HTTP (${found}).`,
      code: 'UPSTREAM_BAD_RESPONSE',
    },
  ];
}

describe('an upstream that speaks no clean HTTP', () => {
  const noHttp = 'Expected HTTP/, RTSP/ or ICE/';
  it.each<[string, string | Buffer, string]>([
    ['an SSH banner', 'SSH-2.0-OpenSSH_9.6\r\n', noHttp],
    ['a TLS alert', Buffer.from([0x15, 3, 1, 0, 2, 2, 0x28]), noHttp],
    ['frames of HTTP/2', Buffer.from('000012040000000000000300000064', 'hex'), noHttp],
    ['HTML without a status', '<html></html>', noHttp],
    [
      'bare line feeds',
      `${ok}\n${json}\n${length}\n\n{}`,
      'Missing expected CR after response line',
    ],
    ['two lengths', rawAnswer([ok, length, 'Content-Length: 3']), 'contradictory lengths'],
    [
      'a length beside chunks',
      rawAnswer([ok, length, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'),
      'contradictory lengths',
    ],
    ['a blank before a colon', rawAnswer([ok, `X-Odd : 1`, length]), 'Invalid header token'],
    ['a control character', rawAnswer([ok, 'X-Odd: a\u0001', length]), 'Invalid header value char'],
    ['status 1000', rawAnswer(['HTTP/1.1 1000 OK', length]), 'Invalid response status'],
    ['status 099', rawAnswer(['HTTP/1.1 099 OK', length]), 'an impossible status'],
    [
      'an upgrade',
      rawAnswer(['HTTP/1.1 101 Up', 'Upgrade: x', 'Connection: upgrade'], ''),
      'a change of protocol that nobody asked for',
    ],
    [
      'a chunk without a size',
      rawAnswer([ok, json, 'Transfer-Encoding: chunked'], 'zz\r\n{}'),
      'Invalid character in chunk size',
    ],
  ])('is told after one call: %s', async (_what, bytes, found) => {
    server = await startRawServer(bytes);

    expect(await askOf(server.url)).toEqual(refusal(found));
    expect(server.calls).toBe(1);
  });

  it('is told when it speaks before it is asked', async () => {
    server = await startRawServer('SSH-2.0-OpenSSH_9.6\r\n', { speaksFirst: true });

    expect(await askOf(server.url)).toEqual(refusal(noHttp));
    expect(server.calls).toBe(1);
  });

  it('is told when it speaks no TLS', async () => {
    server = await startRawServer('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');

    expect(await askOf(server.url.replace('http:', 'https:'))).toEqual(refusal('no TLS'));
    expect(server.calls).toBe(1);
  });
});
