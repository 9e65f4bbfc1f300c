import { SectionCard } from '@/components/layout/section';
import { CodeBlock } from '@/components/ui/code-block';
import { Facts } from '@/components/ui/facts';
import type { CarrierDetail } from '@/lib/carriers/queries';

/** The settings of a carrier; of its secrets only the names. */
export function SettingsSection({ carrier }: { carrier: CarrierDetail }) {
  const { settings, secretNames, ratePerSecond, unknownOutcome, fallbackAfterSeconds } = carrier;
  return (
    <SectionCard id="settings" title="Settings">
      <Facts
        items={[
          { name: 'Rate limit', value: ratePerSecond === null ? 'none' : `${ratePerSecond}/s` },
          {
            name: 'After a cut link',
            value:
              unknownOutcome === 'resend'
                ? 'send again, flagged as possible duplicate'
                : 'wait for a receipt until the validity ends',
          },
          { name: 'Fallback takes over after', value: `${fallbackAfterSeconds} s` },
          { name: 'Secrets', value: secretNames.join(', ') || 'none' },
        ]}
      />
      <details className="mt-4">
        <summary className="w-fit text-soft hover:text-ink">All settings</summary>
        <CodeBlock code={JSON.stringify(settings, null, 2)} label="settings" title="JSON" className="mt-2" />
      </details>
    </SectionCard>
  );
}
