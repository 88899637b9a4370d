import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { deliver } from './delivery.ts';
import type { Answer, IncomingCall } from './exchange.ts';
import { Faults } from './faults.ts';
import { keepPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { TrafficLog } from './traffic.ts';
import type { Traffic } from './traffic.ts';

/** A simulated upstream: a real HTTP server on a free loopback port. */
export interface Simulator {
  /** `http://127.0.0.1:port`, no trailing slash. */
  readonly url: string;
  readonly faults: Faults;
  readonly traffic: Traffic;
  /** Runs, and is waited for, before each call is answered, whether a fault follows or not. */
  beforeCall: ((call: IncomingCall) => void | Promise<void>) | undefined;
  /** How slow it is; undefined: as fast as it can be. */
  pace: Pace | undefined;
  /** What it truly answers. May be replaced. */
  answer: SimulatorServerOptions['answer'];
  /** Ends every connection at once, also those in the middle of an answer. */
  close(): Promise<void>;
}

export interface SimulatorServerOptions {
  answer(call: IncomingCall): Answer | Promise<Answer>;
}

/** Starts listening on 127.0.0.1. An `answer` that throws becomes a 500 with the error's text. */
export async function startSimulatorServer(options: SimulatorServerOptions): Promise<Simulator> {
  const faults = new Faults();
  const traffic = new TrafficLog();
  const server = createServer((request, response) => {
    serve(request, response).catch(() => {
      request.socket.destroy();
    });
  });
  // Like a Go server: idle connections stay open and no `Keep-Alive` header is sent.
  server.keepAliveTimeout = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const before = socket.bytesWritten;
    let status: number | undefined;
    let bytes: number | undefined;
    response.once('finish', () => {
      bytes = socket.bytesWritten - before;
    });
    traffic.record({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      get status() {
        return status;
      },
      get bytes() {
        return bytes ?? socket.bytesWritten - before;
      },
    });
    const call = await receive(request);
    await simulator.beforeCall?.(call);
    await deliver(
      {
        response,
        socket,
        gone: gone.signal,
        async answer() {
          const answer = await answerOrExplain(simulator, call);
          if (simulator.pace) await keepPace(simulator.pace, answer, gone.signal);
          return answer;
        },
        onStatus: (sent) => {
          status = sent;
        },
      },
      faults.take(call),
    );
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const simulator: Simulator = {
    url: `http://127.0.0.1:${port}`,
    faults,
    traffic,
    beforeCall: undefined,
    pace: undefined,
    answer: (call) => options.answer(call),
    close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
  return simulator;
}

async function receive(request: IncomingMessage): Promise<IncomingCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const rawQuery = mark === -1 ? '' : target.slice(mark + 1);
  return {
    method: request.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    remoteAddress: request.socket.remoteAddress ?? '',
  };
}

async function answerOrExplain(simulator: Simulator, call: IncomingCall): Promise<Answer> {
  try {
    return await simulator.answer(call);
  } catch (error) {
    return { status: 500, headers: { 'Content-Type': 'text/plain' }, body: String(error) };
  }
}
