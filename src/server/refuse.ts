import type { ClientErrorCode } from '../schema/client-errors.ts';
import type { Answer } from './answer.ts';
import { jsonAnswer } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** Ends a request before anything of it is read, in the form of every other error. */
export function refuse(
  { record }: Exchange,
  status: number,
  { code, message }: { readonly code: ClientErrorCode; readonly message: string },
): Answer {
  record.codes.push(code);
  return jsonAnswer(status, { errors: [{ message, extensions: { code } }] });
}
