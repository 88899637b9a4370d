import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from './context.ts';
import type { Instant } from '../feed/instant.ts';
import type { ConnectionReader } from './connection-reader.ts';

interface SchemaTypes {
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    /** In: normal text. Out: RFC 3339 in UTC, with the digits the upstream wrote. */
    DateTime: { Input: Instant; Output: string };
    /** In lower case. */
    UUID: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    /** A router's reference to an entity. */
    _Any: { Input: unknown; Output: unknown };
  };
  Connection: ConnectionReader;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin],
  relay: {
    // `node` and `nodes` are our own: a bad id is an error of its item alone.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: {
      description: 'Anything with a global id, to be fetched again by `node`.',
    },
    idFieldOptions: {
      description:
        'Global id: opaque, the same for the same thing on every path and every day. Give it to `node` to fetch the thing again.',
    },
    cursorType: 'String',
    pageInfoTypeOptions: {
      description: 'Where a page lies in its list, and the cursors to read on from.',
    },
    hasNextPageFieldOptions: {
      description:
        'Whether an older entry exists. Only `false` means the end: also a short or empty page may have more to come.',
    },
    hasPreviousPageFieldOptions: { description: 'Whether a newer entry exists.' },
    startCursorFieldOptions: {
      description: 'Cursor of the newest entry of the page; null when the page is empty.',
    },
    endCursorFieldOptions: {
      description:
        'The cursor to give to `after` for the next page: that of the oldest entry, or the place where the scan stopped when the page is short. Null when the page is empty and nothing is left to scan.',
    },
    cursorFieldOptions: {
      description:
        'The place of this entry in the list: opaque, for the same field with the same arguments, whatever the page size. It stays valid after restarts.',
    },
    nodeFieldOptions: { nullable: false, description: 'The entry.' },
    edgesFieldOptions: {
      nullable: { list: false, items: false },
      description: 'The entries of the page with their cursors, newest first.',
    },
    nodesOnConnection: { description: 'The entries of the page without cursors, newest first.' },
    pageInfoFieldOptions: {
      description: 'Whether there is more in either direction, and the cursors to read on from.',
    },
  },
});

builder.queryType({
  description:
    'Everything that can be read. A field that needs an upstream is null, with an error at its path, when that upstream fails; the rest of the answer stands.',
});
builder.mutationType({ description: 'Everything that can be written.' });
