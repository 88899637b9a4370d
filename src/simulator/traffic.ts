import type { IncomingHttpHeaders } from 'node:http';

export interface RecordedCall {
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Undefined while unanswered, and for ever when the connection ended before a status was sent. */
  readonly status: number | undefined;
  /** Bytes written to the connection for this call, headers included. */
  readonly bytes: number;
}

/** What a simulated upstream was asked since it started or was reset, oldest first. */
export interface Traffic {
  readonly calls: readonly RecordedCall[];
  /** Sum over the calls. */
  readonly bytes: number;
  reset(): void;
}

export class TrafficLog implements Traffic {
  #calls: RecordedCall[] = [];

  get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  get bytes(): number {
    return this.#calls.reduce((sum, call) => sum + call.bytes, 0);
  }

  reset(): void {
    this.#calls = [];
  }

  record(call: RecordedCall): void {
    this.#calls.push(call);
  }
}
