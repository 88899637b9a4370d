/** What is learnt of a request while it is answered, for its log line and the metrics. */
export interface RequestFacts {
  operation: string | undefined;
  upstreamCalls: number;
  readonly codes: string[];
}

/** The requests under way, by request id. Callers may choose ids: those of one id share their facts. */
export class RequestsUnderWay {
  readonly #facts = new Map<string, RequestFacts>();

  begin(requestId: string): RequestFacts {
    const facts = { operation: undefined, upstreamCalls: 0, codes: [] };
    this.#facts.set(requestId, facts);
    return facts;
  }

  of(requestId: string): RequestFacts | undefined {
    return this.#facts.get(requestId);
  }

  end(requestId: string): void {
    this.#facts.delete(requestId);
  }
}
