import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../schema/client-errors.ts';
import { parseExactJson } from '../upstream/json/exact-json.ts';
import { tooComplex } from '../graphql/documents/too-complex.ts';
import type { CallSignal } from '../upstream/door/call-signal.ts';
import type { Exchange } from './exchange.ts';

/** The JSON of a request's body: an object, or an array of them. Rejects with what is wrong. */
export type ReadBody = (exchange: Exchange) => Promise<object>;

/**
 * Reads JSON bodies of up to `maxBodyBytes`. A body may be an array of up to `maxBatchSize`
 * operations.
 */
export function createBodyReader({
  maxBodyBytes: maxBytes,
  maxBatchSize,
}: {
  readonly maxBodyBytes: number;
  readonly maxBatchSize: number;
}): ReadBody {
  return async ({ req, signal }) => {
    if (!/^application\/json *(;|$)/i.test(req.headers['content-type'] ?? '')) {
      throw refusal(415, 'BAD_USER_INPUT', 'A POST request takes application/json only.');
    }
    if (!isReadable(req.headers['content-type'] ?? '')) {
      throw refusal(400, 'BAD_USER_INPUT', 'The request body must be in UTF-8.');
    }
    const coding = req.headers['content-encoding'] ?? 'identity';
    if (coding.toLowerCase() !== 'identity') {
      throw refusal(415, 'BAD_USER_INPUT', 'A request body must not be compressed.', {
        'Accept-Encoding': 'identity',
      });
    }
    const length = Number(req.headers['content-length'] ?? 0);
    if (length > maxBytes) throw oversize(`${length}`, maxBytes);
    const body = parseJson(textOf(await readBytes(req, maxBytes, signal)));
    if (!Array.isArray(body)) return withoutEmptyName(body);
    return checkedBatch(body, maxBatchSize).map((each) =>
      typeof each === 'object' && each !== null ? withoutEmptyName(each) : each,
    );
  };
}

/** Whether the charset of a content type, if it has one, is UTF-8. */
function isReadable(contentType: string): boolean {
  const charsets = contentType.matchAll(/;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/gi);
  return [...charsets].every(([, quoted, plain]) => /^utf-?8$/i.test(quoted ?? plain ?? ''));
}

/** Without the byte order mark that some programs put before everything. */
function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw refusal(400, 'BAD_USER_INPUT', 'The request body is not valid UTF-8.');
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

/** An empty name is none, as in a URL. */
function withoutEmptyName(params: { operationName?: unknown }): object {
  if (params.operationName === '') delete params.operationName;
  return params;
}

function parseJson(text: string): object {
  let body: unknown;
  try {
    body = parseExactJson(text);
  } catch {
    throw refusal(400, 'BAD_USER_INPUT', 'The request body is not valid JSON.');
  }
  if (typeof body !== 'object' || body === null) {
    throw refusal(
      400,
      'BAD_USER_INPUT',
      'The request body is not one GraphQL request as a JSON object.',
    );
  }
  return body;
}

function checkedBatch(batch: unknown[], maxSize: number): unknown[] {
  if (batch.length > maxSize) {
    throw tooComplex(
      `The request is a batch of ${batch.length}; the limit is ${maxSize} (MAX_BATCH_SIZE).`,
      { status: 400 },
    );
  }
  if (batch.length > 0) return batch;
  throw refusal(400, 'BAD_USER_INPUT', 'The request body is a batch of no operation.');
}

function readBytes(req: IncomingMessage, maxBytes: number, signal: CallSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = () => {
      req.off('data', collect);
      signal.removeEventListener('abort', onAbort);
    };
    const refuse = (error: GraphQLError) => {
      settle();
      // What still arrives is dropped, so that the caller can read the answer.
      req.resume();
      reject(error);
    };
    const collect = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > maxBytes) refuse(oversize(`more than ${maxBytes}`, maxBytes));
    };
    const onAbort = () => {
      refuse(refusal(408, 'BAD_USER_INPUT', 'The request body did not arrive whole in time.'));
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    req.on('data', collect);
    req.once('end', () => {
      settle();
      resolve(Buffer.concat(chunks));
    });
    req.once('error', onAbort);
    signal.addEventListener('abort', onAbort);
  });
}

function oversize(length: string, maxBytes: number): GraphQLError {
  return tooComplex(
    `The request body has ${length} bytes; the limit is ${maxBytes} (MAX_BODY_BYTES).`,
    { status: 413 },
  );
}

function refusal(
  status: number,
  code: ClientErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status, headers } } });
}
