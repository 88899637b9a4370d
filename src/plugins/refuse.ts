import type { Plugin } from 'graphql-yoga';
import type { ClientErrorCode } from '../client-errors.ts';
import type { ServerContext } from './server-context.ts';

type RequestEvent = Parameters<NonNullable<Plugin<object, ServerContext>['onRequest']>>[0];

/** Ends a request before anything of it is read, in the form of every other error. */
export function refuse(
  {
    endResponse,
    fetchAPI,
    serverContext,
  }: Pick<RequestEvent, 'endResponse' | 'fetchAPI' | 'serverContext'>,
  status: number,
  { code, message }: { readonly code: ClientErrorCode; readonly message: string },
): void {
  serverContext.record.codes.push(code);
  endResponse(fetchAPI.Response.json({ errors: [{ message, extensions: { code } }] }, { status }));
}
