import { Change, describeEvent } from '@/components/audit/event-description';
import { SectionCard } from '@/components/layout/section';
import { Time } from '@/components/ui/time';
import type { HistoryEntry } from '@/lib/keys/queries/key-activity';

/** The changes of the key from the audit log. */
export function HistorySection({ history, now }: { history: HistoryEntry[]; now: string }) {
  return (
    <SectionCard id="history" title="History" purpose="Changes of this key from the audit log, newest first.">
      {history.length === 0 ? (
        <p className="text-soft">No changes are recorded yet.</p>
      ) : (
        <ol className="-my-3 divide-y">
          {history.map((entry) => (
            <Entry key={entry.id} entry={entry} now={now} />
          ))}
        </ol>
      )}
    </SectionCard>
  );
}

function Entry({ entry, now }: { entry: HistoryEntry; now: string }) {
  const { text, before, after } = describeEvent(entry);
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-80">
        <p>
          <span className="font-medium">{entry.actor}</span> {text}
        </p>
        <Change before={before} after={after} />
      </div>
      <p className="flex flex-wrap gap-x-3 text-small text-soft">
        {entry.ip && <span className="font-mono break-all">{entry.ip}</span>}
        <Time at={entry.at.toISOString()} now={now} />
      </p>
    </li>
  );
}
