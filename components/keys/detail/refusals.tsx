import Link from 'next/link';
import { MendingAction } from '@/components/keys/refusals/mending-action';
import { RefusalRow } from '@/components/keys/refusals/refusal-row';
import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import type { Mending } from '@/lib/keys/mending';
import type { RefusalView } from '@/lib/keys/refusal-row';
import { routes } from '@/lib/routes';
import type { SectionProps } from './key-page-actions';

/** A refusal with what mends it, if anything on this page does. */
export type MendableRefusal = RefusalView & { mending: Mending | null };

type RefusalsSectionProps = SectionProps & { refusals: MendableRefusal[] };

export function RefusalsSection({ refusals, detail, actions, manages, now }: RefusalsSectionProps) {
  return (
    <SectionCard
      id="refusals"
      title="Refusals"
      purpose="Requests of the last 7 days that showed this key and were refused. Equal ones of an hour are counted together."
      action={
        <Button asChild size="small">
          <Link href={routes.refusals({ key: detail.id })}>All refusals</Link>
        </Button>
      }
    >
      {refusals.length === 0 ? (
        <p className="text-soft">
          None in the last 7 days. Requests whose key was mistyped cannot be told apart by key and are not listed here.
        </p>
      ) : (
        <ul className="-my-3 divide-y">
          {refusals.map(({ mending, ...refusal }) => (
            <RefusalRow key={refusal.id} refusal={refusal} now={now}>
              <MendingAction mending={mending} mended={detail} actions={actions} manages={manages} />
            </RefusalRow>
          ))}
        </ul>
      )}
    </SectionCard>
  );
}
