import { InvalidArgumentError } from '../../feed/feed-error.ts';
import { atElement, findElement, type SearchKey, searchKeys } from './search-query.ts';

/** What is wrong with what a caller gave for a key of Coder's search, and where it was given. */
export type FilterRefusal = (key: SearchKey, why: string) => InvalidArgumentError;

/** Our fields for the keys of Coder's search. */
const fields: Readonly<Record<SearchKey, string>> = {
  action: 'actions',
  resource_type: 'resourceTypes',
  build_reason: 'buildReasons',
  organization: 'organization',
  request_id: 'requestId',
  resource_id: 'resourceId',
  resource_target: 'resourceTarget',
  username: 'actor',
  email: 'actor',
  date_from: 'occurredAt.gte',
  date_to: 'occurredAt.lt',
};

/** `search` is the filter's search text, if it has one: what it says is told of it, not of a field. */
export function filterRefusal(argument: string, search: string | undefined): FilterRefusal {
  return (key, why) => {
    const element = search === undefined ? undefined : findElement(search, key);
    return element
      ? new InvalidArgumentError(`${argument}.search`, atElement(element, why))
      : new InvalidArgumentError(`${argument}.${fields[key]}`, why);
  };
}

/** What is wrong with a field of ours that the search says something about. */
export function searchRefusal(
  argument: string,
  search: string,
  field: string,
  why: string,
): InvalidArgumentError {
  const element = searchKeys
    .filter((key) => fields[key] === field)
    .map((key) => findElement(search, key))
    .find((found) => found !== undefined);
  return new InvalidArgumentError(
    `${argument}.search`,
    element === undefined ? why : atElement(element, why),
  );
}
