import type { SenderIdView } from '@/lib/senders/queries';
import type { SenderKind } from '@/lib/senders/rules';

/** The labels of the kinds of sender ID. */
export const SENDER_KIND_NAMES: Record<SenderKind, string> = {
  name: 'Name',
  number: 'Number',
  short_code: 'Short code',
};

/** The sender ID with its note and the reason of a rejection. */
export function SenderName({ sender: { value, note, state, reason, decidedBy } }: { sender: SenderIdView }) {
  return (
    <>
      <p className="truncate font-mono text-code font-medium" title={value}>
        {value}
      </p>
      {note && <p className="text-small break-words whitespace-pre-line text-soft">{note}</p>}
      {state === 'rejected' && (
        <p className="mt-0.5 text-small break-words text-bad">
          Rejected by {decidedBy}: {reason}
        </p>
      )}
    </>
  );
}
