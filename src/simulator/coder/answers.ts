import type { Answer } from '../exchange.ts';
import { encodeJson } from './go/json.ts';
import type { Validation } from './parameter-parser.ts';

export function json(status: number, value: unknown): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: encodeJson(value),
  };
}

export function plainText(status: number, body: string): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
    body,
  };
}

export function failure(
  status: number,
  message: string,
  detail?: string,
  validations: readonly Validation[] = [],
): Answer {
  return json(status, {
    message,
    ...(detail === undefined ? {} : { detail }),
    ...(validations.length === 0 ? {} : { validations }),
  });
}

export function invalidParameters(validations: readonly Validation[]): Answer {
  return failure(400, 'Query parameters have invalid values.', undefined, validations);
}

export function internalError(detail: string): Answer {
  return failure(500, 'An internal server error occurred.', detail);
}

export function forbidden(): Answer {
  return failure(
    403,
    'Forbidden.',
    "You don't have permission to view this content. If you believe this is a mistake, please " +
      'contact your administrator or try signing in with different credentials.',
  );
}

export function resourceNotFound(): Answer {
  return failure(404, 'Resource not found or you do not have access to this resource');
}

export function routeNotFound(): Answer {
  return failure(404, 'Route not found.');
}
