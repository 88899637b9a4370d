import { cleanText, readErrorBody, refusalOf } from '../door/http-answer.ts';
import { callText } from '../door/http-exchange.ts';
import type { HttpAnswer } from '../door/http-exchange.ts';
import { isJsonObject } from '../json/require-json.ts';
import {
  UpstreamForbiddenError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../door/upstream-error.ts';
import type { UpstreamError, UpstreamValidation } from '../door/upstream-error.ts';

/**
 * What an answer that is no success means by Coder's own conventions: a 400 that names values, and
 * a 500 that means "not allowed" (reading up to 2.12; writing by an Auditor) or "unknown value".
 */
export function coderRefusalOf(answer: HttpAnswer): UpstreamError {
  const { place } = answer;
  const body = readErrorBody(answer);
  if (!isJsonObject(body)) return refusalOf(answer);
  // Before 2.32 a Coder without its database takes nobody for signed in.
  if (place.status === 401 && textOf(body['message']).startsWith('An internal error occurred')) {
    return new UpstreamUnavailableError(
      `Coder cannot check credentials for ${callText(place)}: its database may be down.`,
      place,
    );
  }
  if (place.status === 400) {
    const validations = decodeValidations(body['validations']);
    if (validations.length > 0) return rejected(answer, validations);
  }
  if (place.status === 500 && typeof body['detail'] === 'string') {
    if (/unauthorized|rbac: forbidden/i.test(body['detail'])) {
      return new UpstreamForbiddenError(
        `Coder does not allow this caller ${callText(place)}.`,
        place,
      );
    }
    const field = unknownEnumField(body['detail']);
    if (field !== undefined) {
      return rejected(answer, [{ field, detail: `Coder does not know this ${field}` }]);
    }
  }
  return refusalOf(answer);
}

/** Whether a lookup of one thing by key found nothing: 404, and 400 before 2.31.1. */
export function isNotFound(answer: HttpAnswer): boolean {
  const { status } = answer.place;
  if (status !== 404 && status !== 400) return false;
  const body = readErrorBody(answer);
  // A wrong URL answers 404 too: with a page, or as a route that Coder does not have.
  return (
    isJsonObject(body) &&
    typeof body['message'] === 'string' &&
    body['message'] !== 'Route not found.' &&
    body['validations'] === undefined
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function rejected(
  answer: HttpAnswer,
  validations: readonly UpstreamValidation[],
): UpstreamRejectedError {
  const details = validations.map(({ field, detail }) => `${field}: ${detail}`).join('; ');
  return new UpstreamRejectedError(
    cleanText(`Coder refused ${callText(answer.place)}: ${details}`),
    answer.place,
    validations,
  );
}

function decodeValidations(value: unknown): readonly UpstreamValidation[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) =>
    isJsonObject(item) && typeof item['field'] === 'string' && typeof item['detail'] === 'string'
      ? [{ field: cleanText(item['field']), detail: cleanText(item['detail']) }]
      : [],
  );
}

/** Only `testgenerate` hands values to the database unchecked. */
function unknownEnumField(detail: string): 'action' | 'resource_type' | undefined {
  const type = /invalid input value for enum "?(\w+)/.exec(detail)?.[1];
  if (type === 'audit_action') return 'action';
  return type === 'resource_type' ? 'resource_type' : undefined;
}
