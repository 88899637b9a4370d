import type { AttemptObserver, CallAttempt } from '../telemetry/call-observer.ts';
import type { RequestSpan } from '../telemetry/request-tracer.ts';

/** What is learnt of a request while it is answered, for its log line, its metrics and its trace. */
export class RequestRecord {
  /** The name of each, or its kind when it has none. */
  readonly operations: string[] = [];
  /** Of every error of the answer. */
  readonly codes: string[] = [];
  /** Why the gateway does not let its caller in, for the log alone. */
  refusal: string | undefined;
  /** Calls sent for it, each retry counted. */
  upstreamCalls = 0;
  readonly #span: RequestSpan | undefined;

  constructor(span: RequestSpan | undefined) {
    this.#span = span;
  }

  /** To be told of each of its calls. */
  readonly onAttempt = (attempt: CallAttempt): AttemptObserver | undefined => {
    this.upstreamCalls += 1;
    return this.#span?.onAttempt(attempt);
  };
}
