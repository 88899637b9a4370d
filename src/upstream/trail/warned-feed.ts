import type { Feed, FeedWarning, Reading } from '../../feed/feed.ts';
import type { Position } from '../../feed/position.ts';
import { noAccountMessage } from '../trail/event-actor.ts';

const noAccount: FeedWarning = {
  code: 'NO_ACCOUNT',
  source: 'BINDPLANE',
  message: noAccountMessage,
};

/** The same feed, whose pages say that the person asked for has no account. */
export function warnOfNoAccount<E extends Position, P>(feed: Feed<E, P>): Feed<E, P> {
  const warn = (reading: Reading<E, P>) => ({
    ...reading,
    warnings: [noAccount, ...reading.warnings],
  });
  return {
    after: async (from, limit) => warn(await feed.after(from, limit)),
    before: async (from, limit) => warn(await feed.before(from, limit)),
    count: (cap) => feed.count(cap),
    parsePlace: (value) => feed.parsePlace(value),
  };
}
