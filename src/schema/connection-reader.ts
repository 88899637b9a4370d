import type { Count } from '../feed/feed.ts';
import type { Page } from '../feed/page.ts';

/** What the fields of a connection read from: neither is asked before a field that needs it. */
export interface ConnectionReader {
  page(): Page<unknown> | Promise<Page<unknown>>;
  count(): Promise<Count>;
  readonly countCap: number;
}
