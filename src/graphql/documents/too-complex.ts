import { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../../schema/client-errors.ts';

/** Why a request is refused before it is executed; the message has the limit and the value. */
export function tooComplex(message: string, http?: { readonly status: number }): GraphQLError {
  const code = 'QUERY_TOO_COMPLEX' satisfies ClientErrorCode;
  return new GraphQLError(message, { extensions: { code, ...(http && { http }) } });
}
