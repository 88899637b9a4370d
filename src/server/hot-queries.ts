import type { DocumentNode } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import type { Context } from '../schema/context.ts';
import type { AnswerMeter } from '../graphql/execution/answer-meter.ts';
import { LateText } from '../graphql/execution/json-text.ts';
import { isPromise } from '../graphql/execution/promise-or-value.ts';
import type { KnownOperation, KnownOperations } from '../graphql/documents/known-operations.ts';
import type { QueryOf } from '../graphql/documents/persisted-documents.ts';
import type { TextCache } from '../memory/text-cache.ts';
import type { Admit } from './limits/admission.ts';
import type { Answer, Step } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { mediaTypeFor } from './media-type.ts';
import type { ReadBody } from './request-body.ts';
import { over } from './request-deadline.ts';

/** What Yoga uses as well, so that both do the same. */
interface HotQueryParts {
  readonly admit: Admit;
  readonly readBody: ReadBody;
  readonly queryOf: QueryOf;
  /** By their texts. */
  readonly documents: TextCache<DocumentNode>;
  readonly operations: KnownOperations;
  readonly contextOf: (exchange: Exchange) => Context;
  readonly meterOf: (exchange: Exchange) => AnswerMeter;
  readonly maxQueryCost: number;
}

/**
 * Answers a query that was executed before, by POST, without Yoga: that was worth two thirds of what
 * a small query costs. Whatever is refused, fails or is odd is left to Yoga, which then uses what was
 * found out: nothing is counted, read or executed twice.
 */
export function answerHotQueries(parts: HotQueryParts): Step {
  const { admit, readBody, queryOf, documents, operations, contextOf, meterOf, maxQueryCost } =
    parts;

  /** The operation that a request asks for, when there is nothing to say against it. */
  function operationOf(params: GraphQLParams): KnownOperation | undefined {
    if (!isPlain(params)) return undefined;
    const query = queryOf(params);
    const document = typeof query === 'string' ? documents.get(query) : undefined;
    const operation = document && operations.find(document, params.operationName);
    if (!operation || operation.costOf(params.variables ?? {}) > maxQueryCost) return undefined;
    return operation;
  }

  /** Undefined when the request is refused, or asks for anything else than a hot query. */
  async function hotQueryOf(exchange: Exchange): Promise<HotQuery | undefined> {
    try {
      const admission = admit(exchange);
      if (isPromise(admission)) await admission;
      const params: GraphQLParams = await readBody(exchange);
      const operation = operationOf(params);
      return operation && { operation, variableValues: params.variables };
    } catch {
      // Yoga meets the same error again, and knows how to tell it.
      return undefined;
    }
  }

  async function answer(exchange: Exchange, mediaType: string): Promise<Answer | undefined> {
    const query = await hotQueryOf(exchange);
    if (!query) return undefined;
    const { operation, variableValues } = query;
    const context = contextOf(exchange);
    if (!operation.execute) return undefined;
    exchange.record.operations.push(operation.name);
    const meter = meterOf(exchange);
    const result = await operation.execute({ contextValue: context, variableValues, meter });
    const { data, errors } = result;
    if (errors.length > 0 || !data) {
      // Fields may still be at work.
      exchange.executed = result;
      return undefined;
    }
    // A part that was given up beside one that failed works for nobody, and would read on.
    exchange.signal.abort(over);
    context.answers.letGo();
    return {
      status: 200,
      contentType: `${mediaType}; charset=utf-8`,
      body: new LateText(`{"data":${data.take()}}`),
    };
  }

  return (exchange) => {
    const { method, headers } = exchange.req;
    const mediaType = method === 'POST' ? mediaTypeFor(headers.accept) : undefined;
    return mediaType === undefined ? undefined : answer(exchange, mediaType);
  };
}

interface HotQuery {
  readonly operation: KnownOperation;
  readonly variableValues: GraphQLParams['variables'];
}

const names = new Set(['query', 'documentId', 'operationName', 'variables', 'extensions']);

/** Whether Yoga would take them; anything unusual is no. */
function isPlain(params: GraphQLParams): boolean {
  if (Array.isArray(params)) return false;
  const { operationName, variables, extensions }: Readonly<Record<string, unknown>> = { ...params };
  return (
    Object.keys(params).every((name) => names.has(name)) &&
    isObjectOrNothing(variables) &&
    isObjectOrNothing(extensions) &&
    // '' is no name, and none is known by it.
    (operationName === undefined ||
      operationName === null ||
      (typeof operationName === 'string' && operationName !== ''))
  );
}

function isObjectOrNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))
  );
}
