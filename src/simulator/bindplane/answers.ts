import type { Answer } from '../exchange.ts';

export function json(body: string, status = 200): Answer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body };
}

/** The one shape of errors: a list of texts. */
export function errors(status: number, text: string): Answer {
  return json(JSON.stringify({ errors: [text] }), status);
}

export function notFound(): Answer {
  return errors(404, 'resource not found');
}

export function octets(answer: Answer): Answer {
  return { ...answer, headers: { 'Content-Type': 'application/octet-stream' } };
}

/** What any path without a route answers: the product's own page. */
export function singlePageApp(): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html lang="en"><head><title>Bindplane</title></head><body><div id="root"></div></body></html>',
  };
}
