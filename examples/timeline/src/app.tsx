import { useQuery } from '@urql/preact';
import { useState } from 'preact/hooks';
import { toFilter } from './filter.ts';
import { Filters } from './filters.tsx';
import { formatCount, timeZone } from './format.ts';
import { graphql } from './graphql/gql.ts';
import { Timeline } from './timeline.tsx';

/** A page of no entries: the count alone, beside the first page and not before it. */
const TimelineCount = graphql(`
  query TimelineCount($filter: AuditTimelineFilter) {
    auditTimeline(first: 0, filter: $filter) {
      totalCount
      totalCountPrecision
    }
  }
`);

/** The address of the page holds its filters: it can be kept, and sent to a colleague. */
export function App() {
  const [params, setParams] = useState(() => new URLSearchParams(location.search));
  const filter = toFilter(params);
  const [{ data, error, fetching }] = useQuery({ query: TimelineCount, variables: { filter } });
  const { totalCount, totalCountPrecision } = data?.auditTimeline ?? {};

  function show(next: URLSearchParams): void {
    history.replaceState(null, '', next.size > 0 ? `?${next}` : location.pathname);
    setParams(next);
  }

  return (
    <>
      <header>
        <hgroup>
          <h1>Audit timeline</h1>
          <p>Coder and Bindplane, newest first. Times are in {timeZone}.</p>
        </hgroup>
        <p class="count" role="status" aria-busy={fetching}>
          {!fetching && typeof totalCount === 'number' && totalCountPrecision && (
            <>
              <strong>{formatCount(totalCount, totalCountPrecision)}</strong>{' '}
              {totalCount === 1 ? 'entry' : 'entries'}
            </>
          )}
        </p>
      </header>
      <Filters params={params} error={fetching ? undefined : error} onChange={show} />
      <Timeline key={JSON.stringify(filter)} filter={filter} />
    </>
  );
}
