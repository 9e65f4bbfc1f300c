import { StatusBadge } from '@/components/messages/status-badge';
import { Time } from '@/components/ui/time';
import { failureSentence } from '@/lib/messages/rules';
import type { MessagePartView } from '@/lib/messages/timeline';

/** The parts of a long message, each with its own id at the carrier and its own receipt. */
export function MessageParts({ parts, now }: { parts: MessagePartView[]; now: string }) {
  return (
    <ol className="divide-y">
      {parts.map(({ part, status, errorCode, submittedAt, finalAt, carrierMessageId, raw }) => (
        <li key={part} className="grid gap-1 py-3 first:pt-0 last:pb-0">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <span className="flex items-center gap-3">
              <span className="font-medium">Part {part}</span>
              <StatusBadge status={status} />
            </span>
            <Time
              at={(finalAt ?? submittedAt).toISOString()}
              now={now}
              show="clock"
              className="font-mono text-code text-soft"
            />
          </div>
          <p className="text-soft">
            Carrier id <code className="break-all font-mono text-code">{carrierMessageId}</code>
          </p>
          {errorCode && <p className="text-soft">{failureSentence(errorCode)}</p>}
          {raw && <code className="block break-all font-mono text-code text-soft">{raw}</code>}
        </li>
      ))}
    </ol>
  );
}
