import type { ReportContent } from './content';

/** Values of `stat` (SMPP 3.4, appendix B). */
const STATS: Readonly<Record<string, string>> = {
  submitted: 'ACCEPTD',
  buffered: 'ENROUTE',
  delivered: 'DELIVRD',
  undelivered: 'UNDELIV',
  expired: 'EXPIRED',
  rejected: 'REJECTD',
  unknown: 'UNKNOWN',
  cancelled: 'DELETED',
};

/** Returns the text of an SMPP receipt about the message, which Kannel inserts for `%A`. Times are UTC. */
export function receiptText(content: ReportContent): string {
  const parts = String(content.segments).padStart(3, '0');
  return [
    `id:${content.id}`,
    `sub:${parts}`,
    `dlvrd:${content.status === 'delivered' ? parts : '000'}`,
    `submit date:${shortTime(content.createdAt)}`,
    `done date:${shortTime(content.occurredAt)}`,
    `stat:${STATS[content.status] ?? 'UNKNOWN'}`,
    `err:${content.error?.code || '000'}`,
    'text:',
  ].join(' ');
}

/** YYMMDDhhmm. */
function shortTime(at: Date): string {
  return at.toISOString().replace(/[-T:]/g, '').slice(2, 12);
}
