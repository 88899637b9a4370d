import type { Values } from './go/url-query.ts';
import { ParameterParser } from './parameter-parser.ts';
import type { Validation } from './parameter-parser.ts';

export interface PageParameters {
  /** 0 means the default of the endpoint. */
  readonly limit: number;
  readonly offset: number;
  readonly afterId: string | undefined;
  readonly errors: readonly Validation[];
}

export function parsePageParameters(values: Values): PageParameters {
  const parser = new ParameterParser(values);
  return {
    afterId: parser.uuid('after_id'),
    limit: parser.positiveInt32('limit'),
    offset: parser.positiveInt32('offset'),
    errors: parser.errors,
  };
}
