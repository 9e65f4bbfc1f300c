import { isReceived, type ReportContent } from './content';

/** Values of `status` and `error_code` (sinchengage-developer, docs/api/delivery-reports). */
const STATUSES: Readonly<Record<string, readonly [status: string, code: string]>> = {
  submitted: ['submitted', '200'],
  buffered: ['enroute', '211'],
  delivered: ['delivered', '220'],
  undelivered: ['failed', '400'],
  expired: ['expired', '401'],
  rejected: ['rejected', '402'],
  unknown: ['failed', '330'],
  cancelled: ['failed', '405'],
};
const OTHER = ['failed', '330'] as const;
const VENDOR_ID = 'Postern';

/**
 * Returns a report as MessageMedia posts it to a `callback_url`, a received message as its reply. `source_number` is the
 * phone, also in reports. `original_text` is empty: Postern's reports do not contain the text of the message.
 */
export function messageMediaBody(content: ReportContent, url: string): string {
  const account = { vendor_account_id: { vendor_id: VENDOR_ID, account_id: content.accountId } };
  if (isReceived(content)) {
    return JSON.stringify({
      callback_url: url,
      message_id: content.id,
      reply_id: content.reportId,
      date_received: content.occurredAt.toISOString(),
      destination_number: content.to,
      source_number: content.from ?? '',
      ...account,
      content: content.text ?? '',
      metadata: content.metadata,
    });
  }
  const [status, code] = STATUSES[content.status] ?? OTHER;
  return JSON.stringify({
    callback_url: url,
    delivery_report_id: content.reportId,
    source_number: content.to,
    date_received: content.occurredAt.toISOString(),
    status,
    delay: 0,
    billing_units: content.segments,
    submitted_date: content.createdAt.toISOString(),
    original_text: '',
    message_id: content.id,
    ...account,
    error_code: code,
    metadata: content.metadata,
  });
}
