import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { InputType, ZlibOptions } from 'node:zlib';

/** `TOO_LARGE`: it would be more than allowed. `BROKEN`: it is not what its header says. */
export type DecodingDefect = 'UNKNOWN_CODING' | 'TOO_LARGE' | 'CUT' | 'BROKEN';

type Decoded = { readonly bytes: Buffer } | { readonly defect: DecodingDefect };

type Decompress = (bytes: InputType, options: ZlibOptions) => Promise<Buffer>;

const decompressors: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', promisify<InputType, ZlibOptions, Buffer>(gunzip)],
  ['x-gzip', promisify<InputType, ZlibOptions, Buffer>(gunzip)],
  ['deflate', promisify<InputType, ZlibOptions, Buffer>(inflate)],
  ['br', promisify<InputType, ZlibOptions, Buffer>(brotliDecompress)],
]);
const inflateBare = promisify<InputType, ZlibOptions, Buffer>(inflateRaw);

/** Whether a `content-encoding` says that the body is as it was written. */
export function isPlainCoding(coding: string | undefined): boolean {
  return coding === undefined || /^\s*(?:identity\s*)?$/i.test(coding);
}

/** Undoes a `content-encoding`, in another thread; never makes more than `maxBytes`. */
export async function decodeContent(
  body: Buffer,
  coding: string,
  maxBytes: number,
): Promise<Decoded> {
  const name = coding.trim().toLowerCase();
  const decompress = decompressors.get(name);
  if (!decompress) return { defect: 'UNKNOWN_CODING' };
  // Some servers leave out the frame that `deflate` stands for.
  const isBare = name === 'deflate' && !hasZlibFrame(body);
  try {
    return {
      bytes: await (isBare ? inflateBare : decompress)(body, { maxOutputLength: maxBytes }),
    };
  } catch (error) {
    return { defect: defectOf(error) };
  }
}

function hasZlibFrame(body: Buffer): boolean {
  return body.length > 1 && (body[0]! & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

function defectOf(error: unknown): 'TOO_LARGE' | 'CUT' | 'BROKEN' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'TOO_LARGE';
  return code === 'Z_BUF_ERROR' ? 'CUT' : 'BROKEN';
}
