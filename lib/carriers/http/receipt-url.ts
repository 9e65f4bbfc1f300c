import type { HttpSettings } from './settings';

/** Name of the secret that a carrier presents with its receipts. */
export const RECEIPT_SECRET = 'dlr';

type ReceiptUrl = { carrier: string; publicUrl: string; messageId?: string };

/**
 * Returns the URL that a carrier calls with receipts and incoming messages, with its secret where settings want it in the
 * URL. With `messageId` it ends in `?…message_id=ID`, so more parameters can be appended. It contains no `%`: Kannel
 * replaces escapes of its own in it.
 */
export function dlrUrlOf(
  { receipts: { secretIn } }: Pick<HttpSettings, 'receipts'>,
  secrets: Readonly<Record<string, string>>,
  { carrier, publicUrl, messageId }: ReceiptUrl,
): string {
  const secret = secrets[RECEIPT_SECRET] ?? '';
  const path = `${publicUrl}/api/dlr/${carrier}${secretIn === 'path' && secret ? `/${secret}` : ''}`;
  const parameters = [
    ...(secretIn === 'query' && secret ? [`secret=${secret}`] : []),
    ...(messageId === undefined ? [] : [`message_id=${messageId}`]),
  ];
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
}
