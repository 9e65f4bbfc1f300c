import { isReceived, type ReportContent } from './content';

/** Names and values of a report for receivers of forms, where the URL has no placeholders. Absent values are left out. */
export function formFields(content: ReportContent): [name: string, value: string][] {
  const isMessage = !isReceived(content);
  const values: [string, string | null][] = [
    ['type', content.type],
    ['report_id', content.reportId],
    ['id', content.id],
    ['reference', content.reference],
    ['to', content.to],
    ['from', content.from],
    ['status', isMessage ? content.status : null],
    ['error_code', content.error?.code ?? null],
    ['error_title', content.error?.title ?? null],
    ['text', content.text],
    ['keyword', content.keyword],
    ['segments', String(content.segments)],
    ['encoding', content.encoding || null],
    ['environment', content.environment || null],
    ['sequence', isMessage ? String(content.sequence) : null],
    ['possible_duplicate', isMessage ? String(content.possibleDuplicate) : null],
    ['occurred_at', content.occurredAt.toISOString()],
    ['created_at', content.createdAt.toISOString()],
    ...Object.entries(content.metadata).map(([name, value]): [string, string] => [`metadata[${name}]`, value]),
  ];
  return values.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}
