import { useState } from 'preact/hooks';
import { EntryDetail } from './entry-detail.tsx';
import { sourceNames } from './filter.ts';
import { formatTime } from './format.ts';
import type { TimelinePageQuery } from './graphql/graphql.ts';

interface EntryProps {
  readonly entry: NonNullable<TimelinePageQuery['auditTimeline']>['nodes'][number];
}

/** One line; opened, what else is recorded. */
export function Entry({ entry }: EntryProps) {
  const [isOpen, setOpen] = useState(false);
  const isFailed = 'isSuccessful' in entry && entry.isSuccessful === false;
  return (
    <li data-type={entry.operationType}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <time datetime={entry.occurredAt}>{formatTime(entry.occurredAt)}</time>
          <span>{entry.summary}</span>
          {isFailed && <mark>failed, {entry.statusCode}</mark>}
          <small>{sourceNames[entry.source]}</small>
        </summary>
        {isOpen && <EntryDetail id={entry.id} />}
      </details>
    </li>
  );
}
