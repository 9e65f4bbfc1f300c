import { SectionCard } from '@/components/layout/section';
import { StatusBadge } from '@/components/messages/status-badge';
import { CursorPagination } from '@/components/ui/pagination';
import { Time } from '@/components/ui/time';
import { routes } from '@/lib/base/routes';
import type { UnmatchedReceipt } from '@/lib/carriers/queries';
import type { Page } from '@/lib/database/keyset';

type ReceiptsSectionProps = { name: string; page: Page<UnmatchedReceipt>; now: string };

/** Receipts that match no message, as received. */
export function ReceiptsSection({ name, page: { rows, previous, next }, now }: ReceiptsSectionProps) {
  const address = (query: { before?: string; after?: string }) => `${routes.operatorCarrier(name, query)}#receipts`;
  return (
    <SectionCard
      id="receipts"
      title="Unmatched receipts"
      purpose="Receipts whose id belongs to no message here. They are kept, and matched when the id becomes known."
    >
      {rows.length === 0 ? (
        <p className="text-soft">Every receipt of this carrier has found its message.</p>
      ) : (
        <>
          <ul className="divide-y">
            {rows.map((receipt) => (
              <Receipt key={receipt.id} receipt={receipt} now={now} />
            ))}
          </ul>
          <CursorPagination
            count={rows.length === 1 ? '1 receipt' : `${rows.length} receipts`}
            newer={previous && address({ after: previous })}
            older={next && address({ before: next })}
          />
        </>
      )}
    </SectionCard>
  );
}

function Receipt({ receipt, now }: { receipt: UnmatchedReceipt; now: string }) {
  const { receivedAt, carrierMessageId, status, errorCode, recipient, raw } = receipt;
  return (
    <li className="py-3 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <span className="font-mono text-code break-all">{carrierMessageId || 'no id'}</span>
        <StatusBadge status={status} />
        {errorCode && <span className="text-soft">{errorCode}</span>}
        {recipient && <span className="font-mono text-code">{recipient}</span>}
        <Time at={receivedAt.toISOString()} now={now} className="text-soft" />
      </div>
      {raw && <pre className="mt-1.5 font-mono text-code break-all whitespace-pre-wrap text-soft">{raw}</pre>}
    </li>
  );
}
