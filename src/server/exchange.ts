import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PromiseOrValue } from '../graphql/execution/promise-or-value.ts';
import type { AnswerMeter } from '../graphql/execution/answer-meter.ts';
import type { WrittenResult } from '../graphql/execution/compiled-operation.ts';
import type { CallAbort } from '../upstream/door/call-signal.ts';
import type { CallerKeys } from './callers/caller-keys.ts';
import type { RequestRecord } from './request-record.ts';

/** Who makes a request, as far as limits and logs may know. */
export interface Caller extends CallerKeys {
  /** Of its token, or its subject; undefined when it has none. */
  readonly name?: string | undefined;
  /** Whether they may run mutations, as far as the gateway is concerned. */
  readonly mayWrite: boolean;
}

/** A request, and what is found out about it on the way to its answer. */
export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly path: string;
  /** Of its answer, whoever gives it. */
  readonly headers: Record<string, string | number> = {};
  /** Set by `takeRequestId`. */
  requestId = '';
  /** Set by `noteCaller`, and made more precise by `authenticate`. */
  caller!: Caller;
  /** Set by `logRequest`. */
  record!: RequestRecord;
  /** Set by `limitTime`, as is `deadline`, by the clock of the upstreams. */
  signal!: CallAbort;
  deadline!: number;
  /** That it is let in, once somebody asked; rejects with why not. */
  admission: PromiseOrValue<'admitted'> | undefined;
  /** Its body as JSON, once somebody asked: rejects with why it is none. */
  body: Promise<object> | undefined;
  /** What its one operation came to, where that was executed before Yoga was asked. */
  executed: WrittenResult | undefined;
  /** Weighs its answer, once there is one. */
  meter: AnswerMeter | undefined;

  constructor(req: IncomingMessage, res: ServerResponse) {
    this.req = req;
    this.res = res;
    const { url = '' } = req;
    const end = url.indexOf('?');
    this.path = end === -1 ? url : url.slice(0, end);
  }
}

/** What Yoga's plugins find in their context. */
export interface ServerContext {
  readonly exchange: Exchange;
}
