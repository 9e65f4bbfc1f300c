import { csvLine } from '../base/csv';
import { type ReceivedFacts, receivedJson } from './view';

const COLUMNS = [
  ...['received_at', 'from', 'to', 'keyword', 'text', 'encoding', 'segments', 'missing_segments', 'id'],
] as const;

export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** Received messages as lines of CSV (RFC 4180), with the names and values of the API. */
export function csvLines(messages: readonly ReceivedFacts[]): string {
  return messages
    .map(receivedJson)
    .map((json) => csvLine(COLUMNS.map((name) => String(json[name] ?? ''))))
    .join('');
}
