import { isAscii } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { remember } from '../../memory/remember.ts';
import type { CallSignal } from './call-signal.ts';
import { callText } from './http-exchange.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { readRows } from '../json/json-rows.ts';
import { JsonShapeError } from '../json/require-json.ts';
import { LargeJsonError, readLargeJson } from '../json/large-json.ts';
import { readLooseRows } from '../json/loose-rows.ts';
import { atOnce, inTurns, maxBytesAtOnce } from '../json/steps.ts';
import type { Steps } from '../json/steps.ts';
import {
  UpstreamAddressRefusedError,
  UpstreamBadResponseError,
  UpstreamForbiddenError,
  UpstreamUnauthenticatedError,
  UpstreamUnavailableError,
} from './upstream-error.ts';
import { upstreamLabel } from '../../config/upstream-name.ts';
import type { UpstreamError } from './upstream-error.ts';

const maxTextLength = 300;

export function isSuccess(answer: HttpAnswer): boolean {
  return answer.place.status < 300;
}

/** The body of a success that is one thing, decoded. Throws `UpstreamBadResponseError` when it is not what it should be. */
export function readJson<T>(answer: HttpAnswer, decode: (body: unknown) => T): T {
  if (answer.body.bytes.length > maxBytesAtOnce) {
    throw badResponse(answer, `more than ${maxBytesAtOnce} bytes for one thing`);
  }
  requireJson(answer);
  return explained(answer, () => decode(readRows(answer.body) ?? parseBody(answer)));
}

/**
 * The body of a success that is a list, decoded; its objects come as `JsonFields`. What is large is
 * a promise. Fails as `readJson` does, or with the signal's reason.
 */
export function readJsonList<T>(
  answer: HttpAnswer,
  decode: (body: unknown) => Steps<T>,
  signal: CallSignal,
): T | Promise<T> {
  requireJson(answer);
  if (answer.body.bytes.length > maxBytesAtOnce) return readLargeList(answer, decode, signal);
  return explained(answer, () => atOnce(decode(readRows(answer.body) ?? parseBody(answer))));
}

async function readLargeList<T>(
  answer: HttpAnswer,
  decode: (body: unknown) => Steps<T>,
  signal: CallSignal,
): Promise<T> {
  const steps = function* (): Steps<T> {
    return yield* decode(yield* readLargeJson(answer.body));
  };
  try {
    return await inTurns(steps(), signal);
  } catch (error) {
    throw explain(answer, error);
  }
}

function requireJson(answer: HttpAnswer): void {
  const type = contentType(answer.headers);
  if (answer.body.bytes.length === 0) throw badResponse(answer, 'an empty body instead of JSON');
  if (!isJson(type)) throw badResponse(answer, `${kindOfMedia(mediaType(type))} instead of JSON`);
}

function explained<T>(answer: HttpAnswer, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw explain(answer, error);
  }
}

function explain(answer: HttpAnswer, error: unknown): unknown {
  if (error instanceof JsonShapeError) {
    return badResponse(answer, `JSON that is not what it should be: ${error.message}`);
  }
  if (!(error instanceof LargeJsonError)) return error;
  if (error.defect === 'TOO_LARGE') {
    return badResponse(answer, 'more entries, or larger ones, than can be read', 'TOO_LARGE');
  }
  return noJson(answer, error.defect === 'CUT');
}

/** The JSON of an answer that is no success; undefined when it has none. */
export function readErrorBody(answer: HttpAnswer): unknown {
  if (!isJson(contentType(answer.headers))) return undefined;
  const parsed = parseJson(answer.body.bytes);
  return 'value' in parsed ? parsed.value : undefined;
}

/** What an answer that is no success means, by its status alone. */
export function refusalOf(answer: HttpAnswer): UpstreamError {
  const { place } = answer;
  const label = upstreamLabel(place.upstream);
  const call = callText(place);
  if (place.status >= 500) {
    return new UpstreamUnavailableError(
      `${label} answered ${call} with status ${place.status}.`,
      place,
    );
  }
  switch (place.status) {
    case 401:
      return new UpstreamUnauthenticatedError(`${label} does not accept the credential.`, place);
    case 403:
      return new UpstreamForbiddenError(`${label} does not allow this caller ${call}.`, place);
    default:
  }
  if (place.status < 400) {
    return badResponse(
      answer,
      `a redirect (${place.status}), which is not followed: check its URL`,
    );
  }
  if (place.status === 404) {
    return badResponse(answer, 'status 404: look at the path in its URL, which may be doubled');
  }
  if (tooLongStatuses.has(place.status)) {
    return new UpstreamAddressRefusedError(
      `${label} refuses the address of ${call} as too long: ask with fewer or shorter values.`,
      place,
    );
  }
  return badResponse(answer, `status ${place.status}`);
}

/** URI Too Long, and Request Header Fields Too Large: Node and Go count the address among them. */
const tooLongStatuses = new Set([414, 431]);

/** Text taken from an upstream, made safe to show: no control characters, at most 300 long. */
export function cleanText(text: string): string {
  return text
    .slice(0, 10 * maxTextLength)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, maxTextLength)
    .replace(/\p{Surrogate}$/u, '');
}

/** The first of the values sent; upstreams may repeat any header. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function badResponse(
  answer: HttpAnswer,
  found: string,
  bodyDefect?: 'CUT' | 'TOO_LARGE',
): UpstreamBadResponseError {
  const { place } = answer;
  return new UpstreamBadResponseError(
    `${upstreamLabel(place.upstream)} answered ${callText(place)} with ${found}.`,
    place,
    bodyDefect,
  );
}

function parseBody(answer: HttpAnswer): unknown {
  const parsed = parseJson(answer.body.bytes, readLooseRows);
  if ('value' in parsed) return parsed.value;
  throw noJson(answer, parsed.isCut);
}

function noJson(answer: HttpAnswer, isCut: boolean): UpstreamBadResponseError {
  return isCut
    ? badResponse(answer, 'a body that is not whole JSON although it says so', 'CUT')
    : badResponse(answer, 'a body that is not JSON although it says so');
}

function parseJson(
  body: Buffer,
  parse: (json: string) => unknown = JSON.parse,
): { readonly value: unknown } | { readonly isCut: boolean } {
  // Decoding as latin1 is much faster than as UTF-8, and the same for ASCII.
  const text = body.toString(isAscii(body) ? 'latin1' : 'utf8');
  try {
    return { value: parse(text) };
  } catch (error) {
    return { isCut: error instanceof SyntaxError && endsTooSoon(error.message, text.length) };
  }
}

/** Whether all was JSON but for what is missing, as V8 tells it. */
function endsTooSoon(message: string, length: number): boolean {
  const position = /at position (\d+)/.exec(message)?.[1];
  return /end of JSON input|Unterminated/.test(message) || Number(position) >= length;
}

function contentType(headers: IncomingHttpHeaders): string {
  return headerOf(headers, 'content-type') ?? '';
}

function mediaType(header: string): string {
  return header.split(';', 1)[0]!.trim().toLowerCase();
}

/** Servers send the same few. */
const isJson = remember(2000, (header) =>
  /^application\/(?:json|[^/]+\+json)$/.test(mediaType(header)),
);

function kindOfMedia(type: string): string {
  if (type === '') return 'a body of no declared type';
  if (type === 'text/html') return 'HTML';
  return type === 'text/plain' ? 'plain text' : cleanText(type);
}
