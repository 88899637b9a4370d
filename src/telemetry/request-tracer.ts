import type { IncomingHttpHeaders } from 'node:http';
import type { AttemptObserver, CallAttempt } from './call-observer.ts';

/** Makes a trace of each request and the calls that it sends. */
export interface RequestTracer {
  /** Joins the caller's trace when `headers` have a `traceparent`. */
  start(request: {
    readonly requestId: string;
    readonly headers: IncomingHttpHeaders;
  }): RequestSpan;
  /** Sends what was not sent yet, for a few seconds at most. */
  close(): Promise<void>;
}

export interface RequestSpan {
  /** The attempt is to be sent with the headers that this gives. */
  onAttempt(attempt: CallAttempt): AttemptObserver;
  end(request: {
    readonly status: number;
    readonly operations: readonly string[];
    readonly codes: readonly string[];
  }): void;
}
