import type { Plugin } from 'graphql-yoga';
import type { ClientErrorCode } from '../client-errors.ts';

type RequestEvent = Parameters<NonNullable<Plugin['onRequest']>>[0];

/** Ends a request before anything of it is read, in the form of every other error. */
export function refuse(
  { endResponse, fetchAPI }: Pick<RequestEvent, 'endResponse' | 'fetchAPI'>,
  status: number,
  { code, message }: { readonly code: ClientErrorCode; readonly message: string },
): void {
  endResponse(fetchAPI.Response.json({ errors: [{ message, extensions: { code } }] }, { status }));
}
