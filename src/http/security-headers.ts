import type { Step } from './answer.ts';

/** For answers that hold nothing a browser should run, frame, sniff or keep. */
const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export function secureAnswer(): Step {
  return (exchange) => {
    exchange.headers = { ...exchange.headers, ...headers };
  };
}
