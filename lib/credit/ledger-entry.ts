import { csvLine } from '../base/csv';
import { formatMoney } from './money';

export type CreditEntryKind = 'accept' | 'release' | 'top_up' | 'adjust';

/** A change of an account's balance. Amounts are millionths of the currency; of messages it has the sum of a minute. */
export type CreditEntry = {
  id: string;
  at: Date;
  kind: CreditEntryKind;
  amount: bigint;
  messages: number;
  balance: bigint;
  note: string | null;
  actorName: string | null;
};

export const ENTRY_LABELS: Record<CreditEntryKind, string> = {
  accept: 'Messages accepted',
  release: 'Messages released',
  top_up: 'Top-up',
  adjust: 'Correction',
};

export const LEDGER_HEAD = 'time,kind,amount,messages,balance,note,by\r\n';

/** Entries as lines of CSV (RFC 4180), times in ISO 8601 UTC. */
export function ledgerLines(entries: readonly CreditEntry[]): string {
  return entries.map(ledgerLine).join('');
}

function ledgerLine({ at, kind, amount, messages, balance, note, actorName }: CreditEntry): string {
  // Numbers without quotes: a spreadsheet would read a guarded negative one as text.
  const numbers = [formatMoney(amount), String(messages), formatMoney(balance)].join(',');
  const head = csvLine([at.toISOString(), kind]).trimEnd();
  return `${head},${numbers},${csvLine([note ?? '', actorName ?? ''])}`;
}
