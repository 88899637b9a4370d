import type { Step } from './answer.ts';
import { jsonAnswer } from './answer.ts';

/** Answers every path but `/graphql`: a browser at `/`, and 404. */
export function route(publicPath: string): Step {
  const api = `${publicPath}graphql`;
  return ({ path }) => {
    switch (path) {
      case '/graphql':
        return undefined;
      case '/':
        return { status: 302, headers: { Location: api } };
      default:
        return jsonAnswer(404, {
          errors: [{ message: `There is nothing here: the API is at ${api}.` }],
        });
    }
  };
}
