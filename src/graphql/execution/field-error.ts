import { getLocation, locatedError } from 'graphql';
import type { FieldNode, GraphQLError, SourceLocation } from 'graphql';

/** A place in an answer, from its end to the root. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

/** An error of a field as graphql-js would report it; one that has a place keeps it. */
export function locate(error: unknown, nodes: readonly FieldNode[], path?: Path): GraphQLError {
  const located = locatedError(error, undefined, path && keysOf(path));
  return located === error || located.nodes ? located : placeAt(nodes, located);
}

const known = new WeakMap<readonly FieldNode[], readonly SourceLocation[]>();

/**
 * graphql-js looks for the lines of each error by itself, from the first line of the document: a
 * thousand errors in a long one would take seconds.
 */
function placeAt(nodes: readonly FieldNode[], error: GraphQLError): GraphQLError {
  let locations = known.get(nodes);
  if (!locations) {
    locations = nodes.flatMap(({ loc }) => (loc ? [getLocation(loc.source, loc.start)] : []));
    known.set(nodes, locations);
  }
  return Object.assign(error, { nodes, locations });
}

function keysOf(path: Path): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let place: Path | undefined = path; place; place = place.prev) keys.push(place.key);
  return keys.toReversed();
}
