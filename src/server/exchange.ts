import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asker } from '../graphql/ask.ts';
import type { CallAbort } from '../upstream/door/call-signal.ts';
import type { CallerKeys } from './callers/caller-keys.ts';
import type { RequestRecord } from './request-record.ts';

/** Why calls end whose request is answered. */
export const over = new DOMException('The request is over.', 'AbortError');

/** Who makes a request, as far as limits and logs may know. */
export interface Caller extends CallerKeys {
  /** Of its token, or its subject; undefined when it has none. */
  readonly name?: string | undefined;
  /** Whether they may run mutations, as far as the gateway is concerned. */
  readonly mayWrite: boolean;
}

/** A request, and what is found out about it on the way to its answer. */
export class Exchange implements Asker {
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

  constructor(req: IncomingMessage, res: ServerResponse) {
    this.req = req;
    this.res = res;
    const { url = '' } = req;
    const end = url.indexOf('?');
    this.path = end === -1 ? url : url.slice(0, end);
  }

  noteOperation(name: string): void {
    this.record.operations.push(name);
  }

  end(): void {
    this.signal.abort(over);
  }
}
