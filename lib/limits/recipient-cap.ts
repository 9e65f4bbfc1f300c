import { AppError } from '../base/errors';
import { formatCount } from '../base/format';
import { periodOf } from './period';
import { recipientCounts } from './recipient-counts';
import type { LimitedKey } from './specs';
import type { Reservation } from './use-limits';

/**
 * Returns the recipients of `recipients` that are at the account's cap. Where there is none, one message to each was
 * counted, and `reservation` returns them.
 */
export async function reserveRecipients(
  { accountId }: LimitedKey,
  cap: number,
  recipients: readonly string[],
): Promise<{ over: ReadonlySet<string>; reservation: Reservation | null }> {
  const over = await recipientCounts().add(accountId, cap, recipients);
  const release = () => recipientCounts().remove(accountId, recipients);
  return { over: new Set(over), reservation: over.length === 0 ? { release } : null };
}

/** Returns `recipient_limit`, which allows the recipient again when the UTC day ends. */
export function recipientOverCap(recipient: string, cap: number): AppError {
  const rule = `this account may send ${formatCount(cap)} messages to one recipient a day (UTC)`;
  const detail = `${recipient}: ${rule}. Nothing was sent to it.`;
  const retryAfterS = Math.max(1, Math.ceil((periodOf('account_day', Date.now()).endMs - Date.now()) / 1_000));
  const stored = `A recipient got the most messages that it may get a day: ${rule}.`;
  return new AppError('recipient_limit', detail, { retryAfterS, fields: { to: detail }, stored });
}
