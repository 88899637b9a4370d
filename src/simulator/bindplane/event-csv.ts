import { writeEvent } from './event-json.ts';
import type { BindplaneKnobs, StoredAuditEvent } from './state.ts';

const columns = {
  ID: 'id',
  Timestamp: 'timestamp',
  Kind: 'resourceKind',
  Name: 'resourceName',
  Action: 'action',
  User: 'user',
  Configuration: 'configuration',
  Account: 'account',
  Description: 'description',
};

/** As Go's CSV writer: LF line ends, quotes where needed; nothing at all for no events. */
export function writeCsv(events: readonly StoredAuditEvent[], knobs: BindplaneKnobs): string {
  if (events.length === 0) return '';
  const rows = events.map((event) => {
    const written = writeEvent(event, knobs);
    return Object.values(columns).map((key) => {
      const value = written[key];
      return typeof value === 'string' ? value : '';
    });
  });
  return [Object.keys(columns), ...rows].map((row) => `${row.map(writeCell).join(',')}\n`).join('');
}

function writeCell(text: string): string {
  return /[",\r\n]|^\s|^\\\.$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
