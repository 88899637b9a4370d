import { AnswerBody } from '../../src/upstream/json/answer-body.ts';
import type { HttpAnswer } from '../../src/upstream/door/http-exchange.ts';
import type { UpstreamCall } from '../../src/upstream/door/upstream-call.ts';
import { UpstreamUnavailableError } from '../../src/upstream/door/upstream-error.ts';

/** A call of Coder's first page by one caller. */
export function upstreamCall(fields: Partial<UpstreamCall> = {}): UpstreamCall {
  const { method = 'GET', path = '/api/v2/audit' } = fields.place ?? {};
  return {
    place: { upstream: 'CODER', method, path },
    endpoint: `${method} /audit`,
    target: `${path}?limit=25`,
    headers: {},
    body: null,
    credential: 'alice-token',
    caller: 'alice',
    requestId: 'request-1',
    signal: new AbortController().signal,
    deadline: Infinity,
    attempt: 1,
    waitedMs: 0,
    hasTurn: false,
    ...fields,
  };
}

export function answerOf(
  { place }: UpstreamCall,
  status: number,
  headers: HttpAnswer['headers'] = {},
): HttpAnswer {
  return { place: { ...place, status }, headers, body: new AnswerBody(Buffer.from('{}')) };
}

export function unreachable({ place }: UpstreamCall): UpstreamUnavailableError {
  return new UpstreamUnavailableError('Coder could not be reached.', place, 'UNREACHABLE');
}

export function broken({ place }: UpstreamCall): UpstreamUnavailableError {
  return new UpstreamUnavailableError('Coder broke off.', place, 'BROKEN');
}
