import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/feed/budget.ts';
import { instantOfSecond } from '../../src/feed/instant.ts';
import { createBindplaneFeed } from '../../src/upstream/bindplane/feed.ts';
import type { BindplaneAuditQuery } from '../../src/upstream/bindplane/client.ts';
import { findAuditEvent } from '../../src/upstream/bindplane/find-audit-event.ts';
import { createBindplaneServer } from '../../src/upstream/bindplane/server.ts';
import type { BindplaneServer } from '../../src/upstream/bindplane/server.ts';
import type { BindplaneWindows } from '../../src/upstream/bindplane/window-asker.ts';
import { UpstreamTimeoutError } from '../../src/upstream/door/upstream-error.ts';

const nowSecond = Date.UTC(2026, 2, 1) / 1000;

describe('a Bindplane server that is slow', () => {
  it('is asked twice when it never answers', async () => {
    const { feed, spans } = startSlow({ isLate: () => true });

    await expect(feed.after(undefined, 25)).rejects.toBeInstanceOf(UpstreamTimeoutError);

    expect(spans).toHaveLength(2);
  });

  it('is asked once for one event when it never answers', async () => {
    const { client, spans } = startSlow({ isLate: () => true });

    const event = findAuditEvent(client, { at: instantOfSecond(nowSecond - 60), id: 'x' });

    await expect(event).rejects.toBeInstanceOf(UpstreamTimeoutError);
    expect(spans).toHaveLength(1);
  });

  it('is asked for a small part after a timeout', async () => {
    const { feed, spans } = startSlow({ isLate: (span) => span > 10_000, lastSpan: 86_400 });

    await feed.after(undefined, 100);

    expect(spans[1]! / spans[0]!).toBeCloseTo(1 / 256, 2);
  });

  it('is not asked for as much again as it was too slow for', async () => {
    const { feed, lateCalls } = startSlow({ isLate: (span) => span > 10_000, lastSpan: 86_400 });

    const { hasMore } = await feed.after(undefined, 100);

    expect(hasMore).toBe(true);
    expect(lateCalls()).toBe(1);
  });
});

/** An empty trail, whose windows answer late depending on how many seconds they span. */
function startSlow(options: { isLate: (spanSeconds: number) => boolean; lastSpan?: number }) {
  const spans: number[] = [];
  let lateCalls = 0;
  const server: BindplaneServer = createBindplaneServer();
  server.now = () => nowSecond;
  server.dates.prove('RFC3339');
  if (options.lastSpan !== undefined) {
    const secondsPerEvent = options.lastSpan / 101;
    server.newestPage = { newest: nowSecond, readAt: nowSecond, secondsPerEvent };
  }
  const client: BindplaneWindows = {
    server,
    async auditEvents({ minDate, maxDate }: BindplaneAuditQuery) {
      // What lies ahead of now costs the server nothing.
      const [minSecond, maxSecond] = [minDate, maxDate].map((date) => Date.parse(date) / 1000);
      const span = Math.min(maxSecond!, nowSecond) - minSecond!;
      spans.push(span);
      if (!options.isLate(span)) return { events: [], received: 0, skipped: 0 };
      lateCalls += 1;
      throw new UpstreamTimeoutError('It was too slow.', { upstream: 'BINDPLANE' });
    },
  };
  const feed = createBindplaneFeed(client, { range: {} }, new Budget());
  return { client, feed, spans, lateCalls: () => lateCalls };
}
