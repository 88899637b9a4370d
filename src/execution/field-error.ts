import { locatedError } from 'graphql';
import type { FieldNode, GraphQLError } from 'graphql';

/** A place in an answer, from its end to the root. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

/** An error of a field as graphql-js would report it; one that has a place keeps it. */
export function locate(error: unknown, nodes?: readonly FieldNode[], path?: Path): GraphQLError {
  return locatedError(error, nodes, path && keysOf(path));
}

function keysOf(path: Path): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let place: Path | undefined = path; place; place = place.prev) keys.push(place.key);
  return keys.toReversed();
}
