import { useQuery } from '@urql/preact';
import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Entry } from './entry.tsx';
import { Failure } from './failure.tsx';
import { sourceNames } from './filter.ts';
import { formatDay, formatInstant } from './format.ts';
import { graphql } from './graphql/gql.ts';
import type { AuditTimelineFilter, TimelinePageQuery } from './graphql/graphql.ts';

const TimelinePage = graphql(`
  query TimelinePage($filter: AuditTimelineFilter, $after: String) {
    auditTimeline(first: 25, after: $after, filter: $filter) {
      nodes {
        id
        source
        occurredAt
        operationType
        summary
        ... on AuditLog {
          isSuccessful
          statusCode
        }
      }
      sources {
        source
        isIncluded
        code
        message
      }
      warnings {
        source
        message
      }
      scannedThrough
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

type TimelinePage = NonNullable<TimelinePageQuery['auditTimeline']>;

interface TimelineProps {
  readonly filter: AuditTimelineFilter;
}

/** Pages one below the other, each asked for when the one above has been read. */
export function Timeline({ filter }: TimelineProps) {
  const [read, setRead] = useState<readonly TimelinePage[]>([]);
  return (
    <main>
      {[undefined, ...read].map((above, index) => (
        <Page
          key={index}
          filter={filter}
          above={above}
          isLowest={index === read.length}
          onMore={(page) => setRead(read.includes(page) ? read : [...read, page])}
        />
      ))}
    </main>
  );
}

interface PageProps extends TimelineProps {
  readonly above: TimelinePage | undefined;
  readonly isLowest: boolean;
  readonly onMore: (page: TimelinePage) => void;
}

function Page({ filter, above, isLowest, onMore }: PageProps) {
  const after = above?.pageInfo.endCursor ?? null;
  const [{ data, error, fetching }, ask] = useQuery({
    query: TimelinePage,
    variables: { filter, after },
  });
  if (fetching) return <p aria-busy="true">Reading…</p>;
  const page = data?.auditTimeline;
  if (!page)
    return <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />;

  const lastAbove = above?.nodes.at(-1);
  const days = Map.groupBy(page.nodes, ({ occurredAt }) => formatDay(occurredAt));
  return (
    <>
      <Notices page={page} above={above} />
      {[...days].map(([day, entries]) => (
        <Fragment key={day}>
          {day !== (lastAbove && formatDay(lastAbove.occurredAt)) && <h2>{day}</h2>}
          <ol aria-label={day}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
        </Fragment>
      ))}
      {isLowest && <End page={page} isOnly={!above} onMore={() => onMore(page)} />}
    </>
  );
}

/** What a reader must know of a page, told where it begins to hold. */
function Notices({ page, above }: Pick<PageProps, 'above'> & { readonly page: TimelinePage }) {
  const isNews = ({ source, code }: TimelinePage['sources'][number]) =>
    code !== (above?.sources.find((known) => known.source === source)?.code ?? null);
  return (
    <>
      {page.sources.filter(isNews).map(({ source, isIncluded, code, message }) => (
        <p key={source} class={code === 'NO_ACCOUNT' ? 'notice quiet' : 'notice'} role="status">
          <strong>
            {sourceNames[source]}
            {standingOf(isIncluded, code)}
          </strong>{' '}
          {message} {code && <code>{code}</code>}
        </p>
      ))}
      {page.warnings.map(({ source, message }) => (
        <p key={message} class="notice" role="status">
          <strong>{sourceNames[source]}:</strong> {message}
        </p>
      ))}
    </>
  );
}

function standingOf(isIncluded: boolean, code: string | null | undefined): string {
  if (code === 'NO_ACCOUNT') return ':';
  return isIncluded ? ' is back.' : ' is missing from here on.';
}

interface EndProps {
  readonly page: TimelinePage;
  readonly isOnly: boolean;
  readonly onMore: () => void;
}

/** Only `hasNextPage: false` is the end: a page may be short, or empty, and have more to come. */
function End({ page, isOnly, onMore }: EndProps) {
  const isEmpty = page.nodes.length === 0;
  if (!page.pageInfo.hasNextPage) {
    return <p class="end">{isOnly && isEmpty ? 'No entry fits these filters.' : 'That is all.'}</p>;
  }
  if (!isEmpty) return <More onMore={onMore} />;
  return (
    <div class="end">
      {page.scannedThrough && <p>Nothing more down to {formatInstant(page.scannedThrough)}.</p>}
      <button type="button" onClick={onMore}>
        {page.scannedThrough ? 'Look further' : 'Ask again'}
      </button>
    </div>
  );
}

/** A button that presses itself shortly before it comes into view. */
function More({ onMore }: Pick<EndProps, 'onMore'>) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) button.current?.click();
      },
      { rootMargin: '600px' },
    );
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="end">
      <button type="button" ref={button} onClick={onMore}>
        Older entries
      </button>
    </div>
  );
}
