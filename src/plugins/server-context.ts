import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the plugins of one request share. */
export type ServerContext = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Set by `useRequestId`. */
  requestId: string;
  /** Set by `useRequestDeadline`, as is `deadline`, in terms of `performance.now()`. */
  signal: AbortSignal;
  deadline: number;
};
