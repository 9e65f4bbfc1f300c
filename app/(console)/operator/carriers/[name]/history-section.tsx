import { Change, describeEvent } from '@/components/audit/event-description';
import { SectionCard } from '@/components/layout/section';
import { Time } from '@/components/ui/time';
import type { CarrierEvent } from '@/lib/carriers/queries';

/** The last changes of a carrier, from the audit log of the installation. */
export function HistorySection({ events, now }: { events: CarrierEvent[]; now: string }) {
  return (
    <SectionCard id="history" title="History" purpose="The last changes, from the audit log of the installation.">
      {events.length === 0 ? (
        <p className="text-soft">Nothing was changed yet.</p>
      ) : (
        <ul className="divide-y">
          {events.map((event) => {
            const { text, before, after } = describeEvent(event);
            return (
              <li key={event.id} className="py-2.5 first:pt-0 last:pb-0">
                <p className="break-words">
                  <span className="font-medium">{event.actorName}</span> {text}{' '}
                  <Time at={event.at.toISOString()} now={now} className="text-soft" />
                </p>
                <Change before={before} after={after} />
              </li>
            );
          })}
        </ul>
      )}
    </SectionCard>
  );
}
