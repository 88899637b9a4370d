import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** One request as a simulated upstream receives it. */
export interface IncomingCall {
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly remoteAddress: string;
}

export interface Answer {
  readonly status: number;
  /** Sent with the spelling given. `content-length` is added. */
  readonly headers?: OutgoingHttpHeaders;
  /** Absent: no body. */
  readonly body?: string | Uint8Array;
  /** Entries of the trail in the body. */
  readonly rows?: number;
}
