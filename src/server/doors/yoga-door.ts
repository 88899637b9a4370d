import { isUtf8 } from 'node:buffer';
import { GraphQLError } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Plugin, YogaServerInstance } from 'graphql-yoga';
import type { Config } from '../../config/config.ts';
import type { Answered, Ask } from '../../graphql/ask.ts';
import type { Pipeline } from '../../graphql/pipeline.ts';
import type { ClientErrorCode } from '../../schema/client-errors.ts';
import type { Exchange } from '../exchange.ts';
import { checkPlugins } from './own-plugins.ts';
import type { ReadBody } from '../request-body.ts';

interface YogaContext {
  readonly exchange: Exchange;
  /** Set once the request is met. */
  ask?: Ask<Exchange>;
}

type YogaDoor = YogaServerInstance<YogaContext, object>;

/** The door that Yoga keeps: GET, answers as events or in parts, and what it refuses itself. */
export function createYogaDoor(
  { schema, config, plugins }: YogaDoorParts,
  pipeline: Pipeline<Exchange>,
  readBody: ReadBody,
): YogaDoor {
  return createYoga<YogaContext>({
    schema,
    plugins: [usePipeline(pipeline, readBody), ...checkPlugins(plugins)],
    batching: config.maxBatchSize > 0 && { limit: config.maxBatchSize },
    // What our own steps do instead. No URL ends in a space, which turns the health check off.
    cors: false,
    graphiql: false,
    healthCheckEndpoint: ' ',
    landingPage: false,
    logging: false,
    maskedErrors: false,
    maxRequestBodySize: false,
    multipart: false,
    parserAndValidationCache: false,
  });
}

interface YogaDoorParts {
  readonly schema: GraphQLSchema;
  readonly config: Config;
  /** An embedder's. */
  readonly plugins: readonly Plugin[];
}

/** Sends whatever Yoga takes the one way from parameters to text. */
function usePipeline(
  pipeline: Pipeline<Exchange>,
  readBody: ReadBody,
): Plugin<object, YogaContext> {
  /** By the object that stands for its parameters in Yoga. */
  const answers = new WeakMap<object, () => Promise<Answered>>();
  const standIn = (answer: () => Promise<Answered>) => {
    // Yoga looks at parameters itself, and finds nothing to say about these.
    const params = { query: '' };
    answers.set(params, answer);
    return params;
  };
  return {
    async onRequestParse({ request, url, serverContext, requestParser, setRequestParser }) {
      const { exchange } = serverContext;
      const isPost = request.method === 'POST';
      const read = async (): Promise<unknown> => {
        if (isPost) return readBody(exchange);
        if (request.method !== 'GET' || !requestParser) return undefined;
        if (!isUtf8In(url.search)) throw refusal('The URL holds bytes that are not valid UTF-8.');
        try {
          const documentId = url.searchParams.get('documentId');
          return Object.assign(await requestParser(request), { documentId });
        } catch {
          throw refusal('The URL holds JSON that is not valid.');
        }
      };
      const ask = (serverContext.ask = pipeline.ask(exchange, read, isPost));
      await pipeline.open(ask);
      const { given } = ask;
      setRequestParser(() => {
        if (!Array.isArray(given)) return standIn(() => pipeline.answer(ask));
        const each = pipeline.answerEach(ask, given);
        return each.map((answer) => standIn(() => answer));
      });
    },
    onParams({ params, setParamsHandler }) {
      const answer = answers.get(params);
      if (answer) setParamsHandler(async () => resultOf(await answer()));
    },
    async onResultProcess(event) {
      const { result, serverContext } = event;
      const { ask } = serverContext;
      if (!ask || Array.isArray(result) || Symbol.asyncIterator in result) return;
      if (result.stringify) return;
      // Refused before there was anything to execute.
      event.setResult(resultOf(await pipeline.answer(ask, result.errors ?? [])));
    },
  };
}

/** What Yoga finds the status by, and the text that it sends. */
function resultOf({ text, errors, hasData }: Answered) {
  return {
    ...(hasData && { data: {} }),
    ...(errors.length > 0 && { errors: oneOfEachStatus(errors) }),
    stringify: () => Buffer.from(text.take(), 'latin1').toString(),
  };
}

/** Yoga looks into each, and copies it: where it stands in a long document takes a while. */
function oneOfEachStatus(errors: readonly GraphQLError[]): GraphQLError[] {
  return [
    ...new Map(errors.map((error) => [JSON.stringify(error.extensions['http']), error])).values(),
  ];
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
