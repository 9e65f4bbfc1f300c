import { LEDGER_HEAD, ledgerLines } from '@/lib/credit/ledger-entry';
import { eachLedgerEntry } from '@/lib/credit/queries';
import { csvFile } from '../../../csv-file';

/** Returns the ledger of the account as a CSV file. */
export function GET(): Promise<Response> {
  return csvFile({
    name: 'credit',
    permission: 'keys:read',
    head: LEDGER_HEAD,
    lines: ledgerLines,
    pagesOf: (user) => eachLedgerEntry(user),
  });
}
