import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './exchange.ts';
import type { Fault } from './faults.ts';

/** A call on the wire, and the way to compute its true answer. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;
  readonly answer: () => Promise<Answer>;
  /** Told the status just before it is sent. */
  readonly onStatus: (status: number) => void;
}

const slowBodyStepMs = 20;
/** A reset right behind the data can reach the client as an orderly end. */
const resetAfterMs = 25;
const hugeChunk = Buffer.alloc(65_536, 'a');
const fillerHeader = `X-Filler: ${'a'.repeat(1000)}\r\n`;

/** Answers one call, with the fault if there is one. Rejects when the connection is gone meanwhile. */
export async function deliver(delivery: Delivery, fault: Fault | undefined): Promise<void> {
  const { response, socket, gone } = delivery;
  switch (fault?.kind) {
    case undefined:
      return sendWhole(delivery, await delivery.answer());
    case 'latency':
      await delay(fault.ms, undefined, { signal: gone });
      return deliver(delivery, fault.followedBy);
    case 'neverAnswer':
      return;
    case 'status':
      return sendWhole(delivery, {
        status: fault.status,
        headers: { 'Content-Type': fault.contentType ?? 'application/json', ...fault.headers },
        ...(fault.body === undefined ? {} : { body: fault.body }),
      });
    case 'truncatedBody':
      await sendHalf(delivery, await delivery.answer());
      socket.end();
      return;
    case 'resetBody':
      await sendHalf(delivery, await delivery.answer());
      await delay(resetAfterMs, undefined, { signal: gone });
      socket.resetAndDestroy();
      return;
    case 'slowBody':
      return sendSlowly(delivery, await delivery.answer(), fault.bytesPerSecond);
    case 'hugeBody':
      return sendHugeBody(delivery, fault.bytes);
    case 'endlessHeaders':
      return sendEndlessHeaders(delivery, fault.intervalMs ?? 0);
    case 'hugeHeaders':
      return sendWhole(delivery, {
        status: 200,
        headers: {
          'Content-Type': 'application/json',
          'X-Filler': 'a'.repeat(fault.bytes ?? 1_000_000),
        },
        body: '{}',
      });
    case 'reset':
      response.detachSocket(socket);
      socket.resetAndDestroy();
      return;
  }
}

function sendHead(delivery: Delivery, answer: Answer, body: Buffer): void {
  const bodyless = answer.status === 204 || answer.status === 304;
  delivery.onStatus(answer.status);
  delivery.response.writeHead(answer.status, {
    ...answer.headers,
    ...(bodyless ? {} : { 'Content-Length': body.length }),
  });
}

function sendWhole(delivery: Delivery, answer: Answer): void {
  const body = Buffer.from(answer.body ?? '');
  sendHead(delivery, answer, body);
  delivery.response.end(body);
}

async function sendHalf(delivery: Delivery, answer: Answer): Promise<void> {
  const body = Buffer.from(answer.body ?? '');
  sendHead(delivery, answer, body);
  delivery.response.flushHeaders();
  const half = body.subarray(0, body.length >> 1);
  await new Promise<void>((resolve) => {
    delivery.response.write(half, () => {
      resolve();
    });
  });
}

async function sendSlowly(
  delivery: Delivery,
  answer: Answer,
  bytesPerSecond: number,
): Promise<void> {
  const body = Buffer.from(answer.body ?? '');
  sendHead(delivery, answer, body);
  delivery.response.flushHeaders();
  const start = performance.now();
  for (let sent = 0; sent < body.length;) {
    await delay(slowBodyStepMs, undefined, { signal: delivery.gone });
    const due = Math.floor(((performance.now() - start) / 1000) * bytesPerSecond);
    if (due <= sent) continue;
    delivery.response.write(body.subarray(sent, due));
    sent = due;
  }
  delivery.response.end();
}

async function sendHugeBody({ response, gone, onStatus }: Delivery, bytes: number): Promise<void> {
  const head = Buffer.from('{"filler":"');
  const tail = Buffer.from('"}');
  onStatus(200);
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.write(head);
  for (let left = bytes - head.length - tail.length; left > 0; left -= hugeChunk.length) {
    if (!response.write(hugeChunk.subarray(0, left))) await drained(response, gone);
  }
  response.end(tail);
}

async function sendEndlessHeaders(
  { socket, gone, onStatus }: Delivery,
  intervalMs: number,
): Promise<void> {
  onStatus(200);
  socket.write('HTTP/1.1 200 OK\r\n');
  for (;;) {
    if (!socket.write(fillerHeader)) await drained(socket, gone);
    await delay(intervalMs, undefined, { signal: gone });
  }
}

function drained(stream: Socket | ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new Error('The connection is gone'));
    };
    gone.addEventListener('abort', abort, { once: true });
    stream.once('drain', () => {
      gone.removeEventListener('abort', abort);
      resolve();
    });
  });
}
