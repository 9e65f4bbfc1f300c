import { csvLine } from '../base/csv';
import type { AuditEventView } from './queries';

const COLUMNS = [
  'time',
  'actor',
  'actor_kind',
  'actor_id',
  'address',
  'action',
  'target_kind',
  'target',
  'target_id',
  'detail',
];

export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** Audit events as lines of CSV (RFC 4180), times in ISO 8601 UTC. */
export function csvLines(events: readonly AuditEventView[]): string {
  return events.map((event) => csvLine(cellsOf(event))).join('');
}

function cellsOf(event: AuditEventView): string[] {
  return [
    event.at.toISOString(),
    event.actorName,
    event.actorKind,
    event.actorId ?? '',
    event.ip ?? '',
    event.action,
    event.targetKind,
    event.targetName ?? '',
    event.targetId ?? '',
    JSON.stringify(event.detail),
  ];
}
