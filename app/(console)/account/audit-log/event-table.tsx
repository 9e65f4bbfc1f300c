import type { ReactNode } from 'react';
import { Change, describeEvent } from '@/components/audit/event-description';
import { Link } from '@/components/ui/link';
import { TableCard, Td, Th, Tr } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import type { AuditEventView } from '@/lib/audit/queries';
import { routes } from '@/lib/base/routes';

type EventTableProps = { events: AuditEventView[]; now: string; footer: ReactNode };

/** The table of events, from 640 px on. */
export function EventTable({ events, now, footer }: EventTableProps) {
  return (
    <TableCard className="hidden sm:block" footer={footer}>
      <thead>
        <tr>
          <Th>Actor</Th>
          <Th>Action</Th>
          <Th>Target</Th>
          <Th className="hidden lg:table-cell">Address</Th>
          <Th className="text-right">Time</Th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => {
          const { text, before, after } = describeEvent(event);
          return (
            <Tr key={event.id}>
              <Td className="max-w-48 py-2.5 align-top!">
                <Actor event={event} />
              </Td>
              <Td className="w-full max-w-0 py-2.5 align-top!">
                {text}
                <Change before={before} after={after} />
              </Td>
              <Td className="max-w-48 truncate py-2.5 align-top!">
                <Target event={event} />
              </Td>
              <Td className="hidden py-2.5 align-top! font-mono text-code whitespace-nowrap text-soft lg:table-cell">
                {event.ip}
              </Td>
              <Td className="py-2.5 text-right align-top! whitespace-nowrap text-soft">
                <Time at={event.at.toISOString()} now={now} />
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </TableCard>
  );
}

/** The events as cards below 640 px. */
export function EventCards({ events, now }: Omit<EventTableProps, 'footer'>) {
  return (
    <ul className="space-y-2.5 sm:hidden">
      {events.map((event) => {
        const { text, before, after } = describeEvent(event);
        return (
          <li key={event.id} className="rounded-card border bg-card px-4 py-3">
            <div className="flex items-baseline justify-between gap-3">
              <Actor event={event} />
              <Time at={event.at.toISOString()} now={now} className="shrink-0 text-small text-soft" />
            </div>
            <p className="mt-1.5 break-words">
              {text} <Target event={event} lead="on " />
            </p>
            <Change before={before} after={after} />
            {event.ip && <p className="mt-1.5 font-mono text-code break-all text-soft">{event.ip}</p>}
          </li>
        );
      })}
    </ul>
  );
}

const KINDS = { user: null, key: 'API key', system: 'not signed in' };

function Actor({ event: { actorName, actorKind } }: { event: AuditEventView }) {
  const kind = KINDS[actorKind];
  return (
    <div className="min-w-0">
      <p className="truncate font-medium">{actorName}</p>
      {kind && <p className="text-small text-soft">{kind}</p>}
    </div>
  );
}

/** The target of the event, as a link to all its events. */
function Target({ event: { actorId, targetId, targetName }, lead }: { event: AuditEventView; lead?: string }) {
  if (!targetId || !targetName || targetId === actorId) return null;
  return (
    <>
      {lead && <span className="text-soft">{lead}</span>}
      <Link
        href={routes.auditLog({ target: targetId })}
        className="rounded-[4px] underline decoration-line underline-offset-2 hover:decoration-current"
      >
        {targetName}
      </Link>
    </>
  );
}
