import type { GraphQLError } from 'graphql';
import type { Answered } from '../../graphql/ask.ts';
import { LateText } from '../../graphql/execution/json-text.ts';
import type { Pipeline } from '../../graphql/pipeline.ts';
import type { Answer, Step } from '../answer.ts';
import type { Exchange } from '../exchange.ts';
import { mediaTypeFor } from '../media-type.ts';
import type { ReadBody } from '../request-body.ts';

/** The door that most requests come through: a POST that is answered with JSON. */
export function answerJson(pipeline: Pipeline<Exchange>, readBody: ReadBody): Step {
  async function answer(exchange: Exchange, mediaType: string): Promise<Answer> {
    const ask = pipeline.ask(exchange, () => readBody(exchange), true);
    try {
      await pipeline.open(ask);
    } catch (error) {
      return answerOf(await pipeline.answer(ask, [error as GraphQLError]), mediaType);
    }
    if (!Array.isArray(ask.given)) return answerOf(await pipeline.answer(ask), mediaType);
    const answers = await Promise.all(pipeline.answerEach(ask, ask.given));
    const texts = answers.map(({ text }) => text.take());
    return {
      status: 200,
      contentType: `${mediaType}; charset=utf-8`,
      body: new LateText(`[${texts.join()}]`),
    };
  }

  return (exchange) => {
    const { method, headers } = exchange.req;
    const mediaType = method === 'POST' ? mediaTypeFor(headers.accept) : undefined;
    return mediaType === undefined ? undefined : answer(exchange, mediaType);
  };
}

function answerOf({ text, errors }: Answered, mediaType: string): Answer {
  const contentType = `${mediaType}; charset=utf-8`;
  if (errors.length === 0) return { status: 200, contentType, body: text };
  let status: number | undefined;
  const headers: Record<string, string> = {};
  for (const { extensions } of errors) {
    const http = extensions.http;
    Object.assign(headers, http?.headers);
    // Clients that ask for `application/json` expect 200 where GraphQL over HTTP leaves the choice.
    if (http?.spec && mediaType === 'application/json') continue;
    if (http?.status && http.status > (status ?? 0)) status = http.status;
  }
  return { status: status ?? 200, contentType, headers, body: text };
}
