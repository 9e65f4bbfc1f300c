import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { Facts } from '@/components/ui/facts';
import { Link } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { routes } from '@/lib/base/routes';
import { PRIORITY_NAMES } from '@/lib/messages/rules';
import type { MessageTimeline } from '@/lib/messages/timeline';

type MessageFactsProps = { timeline: MessageTimeline; now: string };

/** The properties of a message and its settings, as they were resolved when it was accepted. */
export function MessageFacts({ timeline: { message, keyName }, now }: MessageFactsProps) {
  const encoding = message.encoding === 'gsm7' ? 'GSM-7' : 'UCS-2';
  const exact = (at: Date) => <Time at={at.toISOString()} now={now} show="exact" />;
  return (
    <Facts
      items={[
        { name: 'Accepted', value: exact(message.createdAt) },
        ...(message.sendAt ? [{ name: 'Scheduled for', value: exact(message.sendAt) }] : []),
        { name: 'Valid until', value: exact(message.validUntil) },
        { name: 'Sender', value: message.sender ?? 'carrier’s default' },
        { name: 'Key', value: keyName },
        { name: 'Priority', value: PRIORITY_NAMES[message.priority] },
        { name: 'Auto-replace', value: message.autoReplace },
        { name: 'Segments', value: `${message.segments} · ${encoding}` },
        { name: 'Environment', value: message.environment },
        { name: 'Submit attempts', value: message.attempts },
        ...(message.possibleDuplicate ? [{ name: 'Possible duplicate', value: 'yes' }] : []),
        { name: 'DLR webhook', value: message.dlrUrl ? <Mono>{message.dlrUrl}</Mono> : 'none' },
        { name: 'Delivery reports', value: <Deliveries messageId={message.id} /> },
        ...(message.reference === null ? [] : [copyable('Reference', message.reference)]),
        ...(message.metadata === null ? [] : [{ name: 'Metadata', value: <Metadata of={message.metadata} /> }]),
        copyable('Id', message.id),
      ]}
    />
  );
}

/** Its reports to the DLR webhook and to endpoints, with every attempt. */
function Deliveries({ messageId }: { messageId: string }) {
  return (
    <Link
      href={routes.webhookDeliveries({ search: messageId })}
      className="rounded-[4px] text-accent underline underline-offset-2"
    >
      Its deliveries
    </Link>
  );
}

function copyable(name: string, value: string) {
  return {
    name,
    value: (
      <span className="flex items-center justify-end gap-1">
        <span className="min-w-0 font-mono text-[11.5px] break-all">{value}</span>
        <CopyButton
          value={value}
          label={`Copy the ${name.toLowerCase()}`}
          iconOnly
          variant="quiet"
          size="icon"
          className="size-7"
        />
      </span>
    ),
  };
}

/** The metadata of the caller. */
function Metadata({ of }: { of: Record<string, string> }) {
  return (
    <ul className="space-y-1">
      {Object.entries(of).map(([name, value]) => (
        <li key={name}>
          <Mono>
            {name}: {value}
          </Mono>
        </li>
      ))}
    </ul>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono text-code break-all">{children}</span>;
}
