import { SectionCard } from '@/components/layout/section';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { routes } from '@/lib/base/routes';
import type { RefusalView } from '@/lib/refusals/refusal-view';
import type { SuggestedFix } from '@/lib/refusals/suggested-fix';
import { RefusalFix } from '../../_refusals/refusal-fix';
import { RefusalRow } from '../../_refusals/refusal-row';
import type { SectionProps } from './load-key';

/** A refusal with its fix, if this page has one. */
export type FixableRefusal = RefusalView & { fix: SuggestedFix | null };

type RefusalsSectionProps = SectionProps & { refusals: FixableRefusal[] };

export function RefusalsSection({ refusals, detail, manages, now }: RefusalsSectionProps) {
  return (
    <SectionCard
      id="refusals"
      title="Refusals"
      purpose="Refused requests of the last 7 days with this key. Equal ones within an hour are counted together."
      action={
        <Button asChild size="small">
          <Link href={routes.refusals({ key: detail.id })}>All refusals</Link>
        </Button>
      }
    >
      {refusals.length === 0 ? (
        <p className="text-soft">
          None in the last 7 days. Requests with a mistyped key belong to no key and are not listed here.
        </p>
      ) : (
        <ul className="-my-3 divide-y">
          {refusals.map(({ fix, ...refusal }) => (
            <RefusalRow key={refusal.id} refusal={refusal} now={now}>
              <RefusalFix fix={fix} target={detail} manages={manages} />
            </RefusalRow>
          ))}
        </ul>
      )}
    </SectionCard>
  );
}
