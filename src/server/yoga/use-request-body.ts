import { isUtf8 } from 'node:buffer';
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import type { ClientErrorCode } from '../../schema/client-errors.ts';
import type { ServerContext } from '../exchange.ts';
import type { ReadBody } from '../request-body.ts';

/** Takes GraphQL from the body of a POST, or from the URL of a GET. */
export function useRequestBody(readBody: ReadBody): Plugin<object, ServerContext> {
  return {
    onRequestParse({ request, url, serverContext, requestParser, setRequestParser }) {
      if (request.method === 'POST') {
        // What of it is no GraphQL request, Yoga finds out.
        setRequestParser(
          () => readBody(serverContext.exchange) as Promise<GraphQLParams | GraphQLParams[]>,
        );
      } else if (requestParser) {
        setRequestParser(async (given) => {
          if (!isUtf8In(url.search)) throw refusal('The URL holds bytes that are not valid UTF-8.');
          try {
            const documentId = url.searchParams.get('documentId');
            return Object.assign(await requestParser(given), { documentId });
          } catch {
            throw refusal('The URL holds JSON that is not valid.');
          }
        });
      }
    },
  };
}

/** Whether what is escaped in a URL is text; a sign of percent that escapes nothing is one. */
function isUtf8In(search: string): boolean {
  const escapes = search.match(/(?:%[\da-f]{2})+/gi) ?? [];
  return escapes.every((run) => isUtf8(Buffer.from(run.replaceAll('%', ''), 'hex')));
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT' satisfies ClientErrorCode, http: { status: 400 } },
  });
}
