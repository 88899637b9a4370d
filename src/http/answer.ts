import type { Exchange } from './exchange.ts';

/** An answer that is not Yoga's. */
export interface Answer {
  readonly status: number;
  /** Beside those that the exchange has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** What the characters of `body` are, where each is one byte. */
  readonly encoding?: 'latin1';
}

/** What a request meets: it may note something about it, or answer it. */
export type Step = (exchange: Exchange) => Answer | undefined | void | Promise<Answer | undefined>;

export function jsonAnswer(status: number, value: unknown): Answer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(value) };
}

/** Head and body in one write. */
export function sendAnswer({ res, headers: common }: Exchange, answer: Answer): void {
  // The caller is gone.
  if (res.destroyed) return;
  const { status, headers, body, encoding = 'utf8' } = answer;
  if (body === undefined) {
    res.writeHead(status, { ...common, ...headers }).end();
    return;
  }
  const length = encoding === 'latin1' ? body.length : Buffer.byteLength(body);
  res.writeHead(status, { ...common, ...headers, 'Content-Length': length }).end(body, encoding);
}
