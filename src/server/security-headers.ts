import type { Step } from './answer.ts';

/**
 * For answers that hold nothing a browser should run, frame, sniff or keep. One by one: copied from
 * another object, they take longer.
 */
export function secureAnswer(): Step {
  return ({ headers }) => {
    headers['Cache-Control'] = 'no-store';
    headers['Content-Security-Policy'] = "default-src 'none'; frame-ancestors 'none'";
    headers['Cross-Origin-Resource-Policy'] = 'same-origin';
    headers['Referrer-Policy'] = 'no-referrer';
    headers['X-Content-Type-Options'] = 'nosniff';
    headers['X-Frame-Options'] = 'DENY';
  };
}
