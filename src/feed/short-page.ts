import { upstreamLabel } from '../config/upstream-name.ts';
import type { FeedWarning } from './feed.ts';
import { formatInstant, type Instant } from './instant.ts';

/** Says that a page is short because its scan ended at this instant, not because nothing is left. */
export function shortPage(
  source: FeedWarning['source'],
  direction: 'after' | 'before',
  scannedThrough: Instant,
): FeedWarning {
  const [to, cursor] = direction === 'after' ? ['down to', 'endCursor'] : ['up to', 'startCursor'];
  return {
    code: 'SCAN_BUDGET_SPENT',
    source,
    message: `${upstreamLabel(source)} was searched ${to} ${formatInstant(scannedThrough)} and no further: the calls or the time for one page were spent. More may match; \`${cursor}\` goes on from there.`,
  };
}
