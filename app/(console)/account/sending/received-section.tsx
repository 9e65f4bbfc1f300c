import { SectionCard } from '@/components/layout/section';
import type { NumberView } from '@/lib/received/numbers/queries';
import { SecretButton } from './secret-button';

type ReceivedSectionProps = { numbers: NumberView[]; dlrUrl: string | null; accountName: string };

/** The numbers of the account and where their received messages are posted to. */
export function ReceivedSection({ numbers, dlrUrl, accountName }: ReceivedSectionProps) {
  return (
    <SectionCard
      id="received"
      title="Received messages"
      purpose="Messages to these numbers are listed under Messages and posted to the webhook. The operator assigns numbers."
      action={<SecretButton accountName={accountName} />}
    >
      {numbers.length === 0 ? (
        <p className="text-soft">The account has no number.</p>
      ) : (
        <ul className="divide-y">
          {numbers.map(({ id, number, keyword, webhookUrl }) => (
            <li
              key={id}
              className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2.5 first:pt-0 last:pb-0"
            >
              <span>
                <span className="font-mono text-code">{number}</span>
                {keyword !== null && <span className="text-soft"> keyword {keyword}</span>}
              </span>
              <span className="min-w-0 text-soft">
                <Target webhookUrl={webhookUrl} dlrUrl={dlrUrl} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </SectionCard>
  );
}

function Target({ webhookUrl, dlrUrl }: { webhookUrl: string | null; dlrUrl: string | null }) {
  if (webhookUrl !== null) return <span className="font-mono text-code break-all">{webhookUrl}</span>;
  return dlrUrl === null ? 'not posted: set the DLR webhook above' : 'the DLR webhook above';
}
