import { LateText } from '../graphql/execution/json-text.ts';
import { wellFormedJson } from '../upstream/json/well-formed-json.ts';
import type { Exchange } from './exchange.ts';

/** An answer that is not Yoga's. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  /** Beside those that the exchange has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | LateText;
}

/** What a request meets: it may note something about it, or answer it. */
export type Step = (exchange: Exchange) => Answer | undefined | void | Promise<Answer | undefined>;

export function jsonAnswer(status: number, value: unknown): Answer {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: wellFormedJson(JSON.stringify(value)),
  };
}

/** Head and body in one write. */
export function sendAnswer({ res, headers }: Exchange, answer: Answer): void {
  const isLate = answer.body instanceof LateText;
  const body = isLate ? answer.body.take() : answer.body;
  // The caller is gone.
  if (res.destroyed) return;
  const { status, contentType } = answer;
  if (answer.headers) Object.assign(headers, answer.headers);
  if (contentType !== undefined) headers['Content-Type'] = contentType;
  if (body === undefined) {
    res.writeHead(status, headers).end();
    return;
  }
  headers['Content-Length'] = isLate ? body.length : Buffer.byteLength(body);
  res.writeHead(status, headers).end(body, isLate ? 'latin1' : 'utf8');
}
