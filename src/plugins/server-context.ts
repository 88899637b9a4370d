import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerKeys } from './caller-keys.ts';
import type { RequestRecord } from './request-record.ts';

/** Who makes a request, as far as plugins, limits and logs may know. */
export interface Caller extends CallerKeys {
  /** Whether they may run mutations, as far as the gateway is concerned. */
  readonly mayWrite: boolean;
}

/** What the plugins of one request share. */
export type ServerContext = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Set by `useRequestId`. */
  requestId: string;
  /** Set by `useCaller`, and made more precise by `useGatewayAuth`. */
  caller: Caller;
  /** Set by `useRequestLog`. */
  record: RequestRecord;
  /** Set by `useRequestDeadline`, as is `deadline`, in terms of `performance.now()`. */
  signal: AbortSignal;
  deadline: number;
};
