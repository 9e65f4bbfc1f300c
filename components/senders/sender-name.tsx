import type { SenderIdView } from '@/lib/senders/queries';

/** The sender ID, what it is for, and why it was rejected. */
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
